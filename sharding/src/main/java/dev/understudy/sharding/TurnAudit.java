package dev.understudy.sharding;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A record of every turn that every entity of a node took, kept in a memory-mapped file: evidence for a judge.
///
/// A drill that asks whether an entity ran on two nodes at once cannot rely on replies, for those of a killed node
/// are lost. What stands in a mapped page survives `kill -9`. Times are [System#nanoTime()], which on Linux is one
/// clock for all processes of a machine; between machines they say nothing.
///
/// *Format:* segments of 16 MiB, each mapped when the last is full. A record is `kind (int), length (int), body`, its
/// kind written last, so that a torn record reads as the end. An activation (kind 1) gives a number to type, id and
/// activation; a turn (kind 2) names that number and its start, and gets its end when it ends: 0 means that it was
/// cut off.
///
/// Thread-safe. Costs a lock and three writes to memory a turn.
public final class TurnAudit implements AutoCloseable {
    /// One turn of an entity.
    ///
    /// @param activation unique among all activations that the judged nodes made
    /// @param endNanos 0 if the turn never ended: its process was killed in it
    public record Turn(String type, String id, String activation, long startNanos, long endNanos) {
        /// Whether the turn came to its end.
        public boolean hasEnded() {
            return endNanos != 0;
        }
    }

    private static final int SEGMENT_BYTES = 16 << 20;
    private static final int HEADER_BYTES = 2 * Integer.BYTES;
    private static final int TURN_BYTES = 3 * Long.BYTES;
    private static final int KIND_END = 0;
    private static final int KIND_ACTIVATION = 1;
    private static final int KIND_TURN = 2;
    private static final int KIND_NEXT_SEGMENT = 3;

    private final Object lock = new Object();
    private final FileChannel file;

    @GuardedBy("lock")
    private MappedByteBuffer segment;

    @GuardedBy("lock")
    private int segments;

    @GuardedBy("lock")
    private long activations;

    private TurnAudit(FileChannel file) throws IOException {
        this.file = file;
        this.segment = file.map(FileChannel.MapMode.READ_WRITE, 0, SEGMENT_BYTES);
        this.segments = 1;
    }

    /// Starts a record in a new file, replacing one that is there.
    public static TurnAudit create(Path path) throws IOException {
        return new TurnAudit(FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    /// Notes an activation; its turns are noted under the number that is returned.
    long activated(String type, String id, String activation) {
        synchronized (lock) {
            var texts = encode(type, id, activation);
            long number = activations++;
            var slot = claim(Long.BYTES + texts.length);
            slot.putLong(HEADER_BYTES, number).put(HEADER_BYTES + Long.BYTES, texts);
            slot.putInt(0, KIND_ACTIVATION);
            return number;
        }
    }

    /// Notes that a turn starts now.
    ///
    /// @return the turn, to be handed to [#ended(ByteBuffer)]
    ByteBuffer started(long activation) {
        synchronized (lock) {
            var slot = claim(TURN_BYTES);
            slot.putLong(HEADER_BYTES, activation).putLong(HEADER_BYTES + Long.BYTES, System.nanoTime());
            slot.putInt(0, KIND_TURN);
            return slot;
        }
    }

    /// Notes that a turn ends now.
    void ended(ByteBuffer turn) {
        turn.putLong(HEADER_BYTES + 2 * Long.BYTES, System.nanoTime());
    }

    @GuardedBy("lock")
    private ByteBuffer claim(int bodyBytes) {
        int bytes = HEADER_BYTES + bodyBytes;
        if (segment.remaining() < bytes + HEADER_BYTES) {
            segment.putInt(segment.position(), KIND_NEXT_SEGMENT);
            try {
                segment = file.map(FileChannel.MapMode.READ_WRITE, (long) segments * SEGMENT_BYTES, SEGMENT_BYTES);
            } catch (IOException cause) {
                throw new UncheckedIOException("the turn audit cannot grow", cause);
            }
            segments++;
        }
        var slot = segment.slice(segment.position(), bytes);
        slot.putInt(Integer.BYTES, bodyBytes);
        segment.position(segment.position() + bytes);
        return slot;
    }

    private static byte[] encode(String... texts) {
        return String.join("\0", texts).getBytes(StandardCharsets.UTF_8);
    }

    /// Ends the record. What was noted stays readable.
    @Override
    public void close() throws IOException {
        synchronized (lock) {
            file.close();
        }
    }

    /// Reads a record back, in the order in which the turns started; also one whose process was killed.
    public static List<Turn> read(Path path) throws IOException {
        var turns = new ArrayList<Turn>();
        Map<Long, String[]> activations = new HashMap<>();
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            for (long start = 0; start < Files.size(path); start += SEGMENT_BYTES) {
                readSegment(file.map(FileChannel.MapMode.READ_ONLY, start, SEGMENT_BYTES), activations, turns);
            }
        }
        return turns;
    }

    private static void readSegment(ByteBuffer segment, Map<Long, String[]> activations, List<Turn> turns) {
        while (segment.remaining() >= HEADER_BYTES) {
            int kind = segment.getInt();
            if (kind == KIND_END || kind == KIND_NEXT_SEGMENT) {
                return;
            }
            var body = segment.slice(segment.position() + Integer.BYTES, segment.getInt(segment.position()));
            segment.position(segment.position() + Integer.BYTES + body.remaining());
            long activation = body.getLong();
            if (kind == KIND_ACTIVATION) {
                activations.put(
                        activation,
                        StandardCharsets.UTF_8.decode(body).toString().split("\0", -1));
            } else {
                var names = activations.get(activation);
                if (names == null) {
                    throw new IllegalStateException(
                            "turn of activation %d, which was never noted".formatted(activation));
                }
                turns.add(new Turn(names[0], names[1], names[2], body.getLong(), body.getLong()));
            }
        }
    }
}
