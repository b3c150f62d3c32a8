package dev.understudy.persistence;

import dev.understudy.serialization.MalformedMessageException;
import dev.understudy.serialization.MessageCodec;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one turn of an entity has stored, in bytes: its events, the state after them if it was time for a snapshot, and
/// whether the entity runs unasked. Every store keeps these, whatever it is.
///
/// *Format:* flags (1 byte), the sequence number of the last event, the number of events, each event with its length in
/// front, and the state if the flags say so. Immutable; equal if the bytes are.
public final class StoredTurn {
    private static final int HAS_STATE = 1;
    private static final int RUNS_UNASKED = 2;
    private static final int KNOWN_FLAGS = HAS_STATE | RUNS_UNASKED;

    private final byte[] bytes;

    private StoredTurn(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A turn as [#bytes()] gave it.
    ///
    /// @throws MalformedMessageException if these bytes begin like no turn
    public static StoredTurn of(byte[] bytes) {
        if (bytes.length < 3 || (bytes[0] & ~KNOWN_FLAGS) != 0) {
            throw new MalformedMessageException("%d bytes that are no stored turn".formatted(bytes.length));
        }
        return new StoredTurn(bytes);
    }

    /// Puts a turn in bytes.
    ///
    /// @param sequenceNumber of the last event
    /// @param state the state after the events, or null for no snapshot
    public static StoredTurn encode(
            MessageCodec codec, long sequenceNumber, List<?> events, @Nullable Object state, boolean runsUnasked) {
        var out = new WireOutput();
        out.writeByte((state == null ? 0 : HAS_STATE) | (runsUnasked ? RUNS_UNASKED : 0));
        out.writeVarLong(sequenceNumber).writeVarInt(events.size());
        for (var event : events) {
            var encoded = codec.encode(event);
            out.writeVarInt(encoded.length).writeBytes(encoded);
        }
        if (state != null) {
            codec.encode(state, out);
        }
        return new StoredTurn(out.toByteArray());
    }

    /// The turn in bytes; not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    /// How many bytes it takes.
    public int size() {
        return bytes.length;
    }

    /// The number of its last event, counted over all of the entity's from 1; of a state without events, that of its
    /// version.
    public long sequenceNumber() {
        return WireInput.of(bytes, 1, bytes.length - 1).readVarLong();
    }

    /// Whether it holds the state after it, so that nothing before it is needed any more.
    public boolean hasState() {
        return (bytes[0] & HAS_STATE) != 0;
    }

    /// Whether the entity has something to do that nobody will ask it for.
    public boolean runsUnasked() {
        return (bytes[0] & RUNS_UNASKED) != 0;
    }

    /// Its events, as they were stored.
    List<Object> events(MessageCodec codec) {
        var in = body();
        int count = in.readVarInt();
        var events = new ArrayList<>();
        for (int left = count; left > 0; left--) {
            events.add(codec.decode(in.readBytes(in.readVarInt())));
        }
        return events;
    }

    /// The state after it; it must have one.
    Object state(MessageCodec codec) {
        var in = body();
        for (int left = in.readVarInt(); left > 0; left--) {
            in.readBytes(in.readVarInt());
        }
        return codec.decode(in);
    }

    private WireInput body() {
        var in = WireInput.of(bytes, 1, bytes.length - 1);
        in.readVarLong();
        return in;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredTurn that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "turn up to %d, %d bytes".formatted(sequenceNumber(), bytes.length);
    }
}
