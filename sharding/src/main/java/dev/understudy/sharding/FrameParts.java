package dev.understudy.sharding;

import dev.understudy.cluster.Member;
import dev.understudy.serialization.MalformedMessageException;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Frames that are longer than the channel takes, such as the snapshot of a large shard, in parts that it takes.
///
/// The parts of one frame arrive in order or not at all; those of several frames may alternate. A frame of which a part
/// is missing is never whole, and is forgotten when its sender is gone or has begun [#MOST_OPEN] others. Whoever waits
/// for it has it sent again.
///
/// Thread-safe; the parts of one member come one after the other.
final class FrameParts {
    /// Of one member's frames that are not whole yet. Each stands for a shard that is being copied.
    private static final int MOST_OPEN = 64;

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Member, Map<Long, Open>> open = new ConcurrentHashMap<>();

    /// A frame that is not whole yet.
    private static final class Open {
        final byte[] bytes;
        int filled;

        Open(int length) {
            bytes = new byte[length];
        }
    }

    /// Cuts a frame.
    ///
    /// @param begin starts the frame of a part
    /// @param most how many bytes a part may take, its head included
    List<WireOutput> cut(WireOutput frame, Supplier<WireOutput> begin, int most) {
        long number = numbers.incrementAndGet();
        var parts = new ArrayList<WireOutput>();
        for (int from = 0; from < frame.size(); ) {
            var part =
                    begin.get().writeVarLong(number).writeVarInt(frame.size()).writeVarInt(from);
            int length = Math.min(most - part.size(), frame.size() - from);
            parts.add(part.writeBytes(frame.buffer(), from, length));
            from += length;
        }
        return parts;
    }

    /// Takes a part.
    ///
    /// @param most how many bytes a whole frame may take
    /// @return the frame, if this was the last that it lacked
    Optional<byte[]> add(Member from, WireInput part, int most) {
        long number = part.readVarLong();
        int length = part.readVarInt();
        int at = part.readVarInt();
        if (length < 1 || length > most) {
            throw new MalformedMessageException(
                    "a frame of %,d bytes in parts, %,d are allowed".formatted(length, most));
        }
        var frames = open.computeIfAbsent(from, _ -> new LinkedHashMap<>());
        var frame = frames.computeIfAbsent(number, _ -> new Open(length));
        int size = part.remaining();
        if (frame.filled != at || frame.bytes.length != length || size > length - at) {
            frames.remove(number);
            return Optional.empty(); // a part of it was lost
        }
        System.arraycopy(part.readBytes(size), 0, frame.bytes, at, size);
        frame.filled += size;
        if (frame.filled == length) {
            frames.remove(number);
            return Optional.of(frame.bytes);
        }
        if (frames.size() > MOST_OPEN) {
            frames.remove(frames.keySet().iterator().next());
        }
        return Optional.empty();
    }

    /// A member is gone.
    void forget(Member gone) {
        open.remove(gone);
    }
}
