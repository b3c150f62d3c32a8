package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.cluster.ChannelKind;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152})
    void aLengthComesBackAsWritten(int length) throws Exception {
        byte[] bytes = new byte[Wire.MAX_VARINT + length];
        int end = Wire.writeVarint(bytes, 0, length);
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, end + length);

        assertThat(Wire.readLength(in)).isEqualTo(length);
        assertThat(in.position()).isEqualTo(end).isEqualTo(Wire.varintSize(length));
    }

    @Test
    void aLengthBeyondTheEndIsMalformed() {
        assertThatThrownBy(() -> Wire.readLength(ByteBuffer.wrap(new byte[] {5, 1, 2})))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("5 bytes where 2");
    }

    @Test
    void aLengthThatNeverEndsIsMalformed() {
        assertThatThrownBy(() -> Wire.readLength(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, -1, -1})))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void aLengthThatIsCutOffIsMalformed() {
        assertThatThrownBy(() -> Wire.readLength(ByteBuffer.wrap(new byte[] {-1})))
                .isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @EnumSource(ChannelKind.class)
    void creditComesBackAsWritten(ChannelKind channel) throws Exception {
        byte[] message = Wire.credit(channel, 7, 1L << 40);

        assertThat(Wire.Credit.read(ByteBuffer.wrap(message))).isEqualTo(new Wire.Credit(channel, 7, 1L << 40));
    }

    @Test
    void creditForAChannelThatDoesNotExistIsMalformed() {
        byte[] message = Wire.credit(ChannelKind.DATA, 7, 1);
        message[1] = 9;

        assertThatThrownBy(() -> Wire.Credit.read(ByteBuffer.wrap(message))).isInstanceOf(MalformedException.class);
    }

    @Test
    void aStampIsReadWhereverTheMessageBegins() {
        byte[] bundle = new byte[Wire.BUNDLE_HEADER];
        Wire.stamp(bundle, 3, 99);
        ByteBuffer elsewhere =
                ByteBuffer.allocate(20).position(5).put(bundle).flip().position(5);

        assertThat(Wire.generation(elsewhere)).isEqualTo(3);
        assertThat(Wire.sequence(elsewhere)).isEqualTo(99);
    }
}
