package dev.understudy.cluster.jgroups;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Puts the pieces of a long frame together again. Pieces of one frame come in order and without others in
/// between, so there is at most one frame in the making, and its size is bounded before the first byte is copied.
/// Not thread-safe.
final class Reassembly {
    private final int maxFrameBytes;
    private @Nullable ByteBuffer frame;

    Reassembly(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /// Adds a piece.
    ///
    /// @param piece the message, positioned at its first byte
    /// @return the whole frame if this was its last piece, else `null`
    /// @throws MalformedException if it doesn't continue what came before; what came before is forgotten
    @Nullable
    ByteBuffer add(ByteBuffer piece) throws MalformedException {
        try {
            ByteBuffer in = piece.duplicate();
            in.position(in.position() + Wire.BUNDLE_HEADER);
            return add(in.getInt(), in.getInt(), in);
        } catch (BufferUnderflowException | IllegalArgumentException _) {
            throw new MalformedException("piece of " + piece.remaining() + " bytes");
        }
    }

    /// Whether a frame is in the making.
    boolean isUnderWay() {
        return frame != null;
    }

    /// Forgets the frame in the making.
    void reset() {
        frame = null;
    }

    private @Nullable ByteBuffer add(int whole, int offset, ByteBuffer bytes) throws MalformedException {
        ByteBuffer target = frame;
        frame = null;
        if (offset == 0 && target == null) {
            if (whole < 1 || whole > maxFrameBytes) {
                throw new MalformedException(
                        "frame of %,d bytes in pieces, %,d are allowed".formatted(whole, maxFrameBytes));
            }
            target = ByteBuffer.allocate(whole);
        }
        if (target == null
                || target.position() != offset
                || target.capacity() != whole
                || bytes.remaining() > target.remaining()
                || !bytes.hasRemaining()) {
            throw new MalformedException(
                    "piece at %,d of %,d doesn't continue the one before".formatted(offset, whole));
        }
        target.put(bytes);
        if (target.hasRemaining()) {
            frame = target;
            return null;
        }
        return target.flip();
    }
}
