package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.Flow;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Frames on their way to one peer, already coalesced: the bytes of a frame are copied once, into the bundle in
/// which they will leave. A bundle at the tail stays open for more until it is full or the writer takes it, so
/// frames are bundled exactly as much as the writer lags behind, and none waits for company. Longer frames are
/// cut into pieces.
///
/// Bounded in bytes and in frames. Not thread-safe.
final class OutboundQueue {
    private static final int FIRST_BUFFER = 512;

    private final Flow flow;
    private final Deque<Bundle> bundles = new ArrayDeque<>();
    private int queuedBytes;
    private int queuedFrames;

    OutboundQueue(Flow flow) {
        this.flow = flow;
    }

    /// Copies a frame to the tail, whole or not at all; `frame` is left as it was.
    ///
    /// @return whether there was room
    boolean offer(ByteBuffer frame) {
        int length = frame.remaining();
        if (queuedFrames >= flow.queueFrames() || length > flow.queueBytes() - queuedBytes) {
            return false;
        }
        if (Wire.BUNDLE_HEADER + Wire.varintSize(length) + length <= flow.bundleBytes()) {
            tailFor(Wire.varintSize(length) + length).append(frame);
        } else {
            cut(frame);
        }
        queuedBytes += length;
        queuedFrames++;
        return true;
    }

    boolean isEmpty() {
        return bundles.isEmpty();
    }

    /// Takes the oldest bundle or piece, or `null` if there is none.
    @Nullable
    Bundle poll() {
        Bundle bundle = bundles.poll();
        if (bundle != null) {
            queuedBytes -= bundle.payload;
            queuedFrames -= bundle.frames;
        }
        return bundle;
    }

    /// Forgets everything.
    ///
    /// @return how many frames that was
    int clear() {
        int frames = queuedFrames;
        bundles.clear();
        queuedBytes = 0;
        queuedFrames = 0;
        return frames;
    }

    int queuedBytes() {
        return queuedBytes;
    }

    int queuedFrames() {
        return queuedFrames;
    }

    int queuedBundles() {
        return bundles.size();
    }

    private Bundle tailFor(int bytes) {
        Bundle tail = bundles.peekLast();
        if (tail == null || !tail.hasRoomFor(bytes, flow.bundleBytes())) {
            tail = new Bundle(Wire.BUNDLE, FIRST_BUFFER, Wire.BUNDLE_HEADER);
            bundles.add(tail);
        }
        tail.grow(bytes, flow.bundleBytes());
        return tail;
    }

    private void cut(ByteBuffer frame) {
        int whole = frame.remaining();
        int most = flow.bundleBytes() - Wire.PIECE_HEADER;
        for (int offset = 0; offset < whole; offset += most) {
            int length = Math.min(most, whole - offset);
            var piece = new Bundle(Wire.PIECE, Wire.PIECE_HEADER + length, Wire.PIECE_HEADER);
            ByteBuffer.wrap(piece.bytes).putInt(Wire.BUNDLE_HEADER, whole).putInt(Wire.BUNDLE_HEADER + 4, offset);
            frame.get(frame.position() + offset, piece.bytes, Wire.PIECE_HEADER, length);
            piece.length += length;
            piece.payload = length;
            // the frame is counted where it ends: until then it hasn't been sent
            piece.frames = offset + length == whole ? 1 : 0;
            bundles.add(piece);
        }
    }

    /// One network message in the making.
    static final class Bundle {
        private byte[] bytes;
        private int length;
        private int payload;
        private int frames;

        private Bundle(byte kind, int capacity, int header) {
            bytes = new byte[capacity];
            bytes[0] = kind;
            length = header;
        }

        /// A message that isn't frames.
        static Bundle of(byte[] message) {
            var bundle = new Bundle(message[0], message.length, message.length);
            System.arraycopy(message, 0, bundle.bytes, 0, message.length);
            return bundle;
        }

        /// Fills in what is known only when it leaves.
        void stamp(int generation, long sequence) {
            Wire.stamp(bytes, generation, sequence);
        }

        boolean carriesFrames() {
            return bytes[0] == Wire.BUNDLE || bytes[0] == Wire.PIECE;
        }

        /// The message; only the first [#length] bytes count.
        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }

        /// Bytes of frames in it, without ours.
        int payload() {
            return payload;
        }

        /// Frames that end in it.
        int frames() {
            return frames;
        }

        private boolean hasRoomFor(int more, int limit) {
            return bytes[0] == Wire.BUNDLE && length + more <= limit;
        }

        private void grow(int more, int limit) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.clamp(2L * bytes.length, length + more, limit));
            }
        }

        private void append(ByteBuffer frame) {
            int size = frame.remaining();
            int at = Wire.writeVarint(bytes, length, size);
            frame.get(frame.position(), bytes, at, size);
            length = at + size;
            payload += size;
            frames++;
        }
    }
}
