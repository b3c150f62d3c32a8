package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ReassemblyTest {
    private final Reassembly reassembly = new Reassembly(100);

    @Test
    void theLastPieceCompletesTheFrame() throws Exception {
        assertThat(reassembly.add(piece(5, 0, 1, 2))).isNull();
        assertThat(reassembly.add(piece(5, 2, 3, 4))).isNull();

        assertThat(reassembly.add(piece(5, 4, 5))).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
        assertThat(reassembly.isUnderWay()).isFalse();
    }

    @Test
    void aPieceInTheMiddleDoesNotBegin() {
        assertMalformed(piece(5, 2, 3, 4));
    }

    @Test
    void aGapIsNoticedAndWhatCameBeforeForgotten() throws Exception {
        reassembly.add(piece(5, 0, 1, 2));

        assertMalformed(piece(5, 3, 4));
        assertThat(reassembly.isUnderWay()).isFalse();
    }

    @Test
    void aFrameThatChangesItsLengthIsRefused() throws Exception {
        reassembly.add(piece(5, 0, 1, 2));

        assertMalformed(piece(6, 2, 3, 4));
    }

    @Test
    void moreBytesThanAnnouncedAreRefused() {
        assertMalformed(piece(2, 0, 1, 2, 3));
    }

    @Test
    void nothingIsAllocatedForAFrameBeyondTheLimit() {
        assertMalformed(piece(101, 0, 1));
        assertMalformed(piece(Integer.MAX_VALUE, 0, 1));
        assertMalformed(piece(-1, 0, 1));
    }

    @Test
    void aPieceWithoutBytesIsRefused() {
        assertMalformed(piece(5, 0));
    }

    @Test
    void aPieceWithoutItsHeaderIsRefused() {
        assertMalformed(ByteBuffer.allocate(Wire.BUNDLE_HEADER + 3));
    }

    private void assertMalformed(ByteBuffer piece) {
        assertThatThrownBy(() -> reassembly.add(piece)).isInstanceOf(MalformedException.class);
    }

    private static ByteBuffer piece(int whole, int offset, int... bytes) {
        ByteBuffer piece = ByteBuffer.allocate(Wire.PIECE_HEADER + bytes.length)
                .put(0, Wire.PIECE)
                .putInt(Wire.BUNDLE_HEADER, whole)
                .putInt(Wire.BUNDLE_HEADER + Integer.BYTES, offset);
        for (int i = 0; i < bytes.length; i++) {
            piece.put(Wire.PIECE_HEADER + i, (byte) bytes[i]);
        }
        return piece;
    }
}
