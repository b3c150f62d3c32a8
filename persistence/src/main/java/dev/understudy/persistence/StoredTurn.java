package dev.understudy.persistence;

import dev.understudy.serialization.Encoded;
import dev.understudy.serialization.MalformedMessageException;
import dev.understudy.serialization.MessageCodec;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one turn of an entity has stored, in bytes: its events, the state after them if it was time for a snapshot, and
/// whether the entity runs unasked. Every store keeps these, whatever it is.
///
/// *Format:* flags (1 byte), the sequence number of the last event, the number of events, each event with its length in
/// front, and the state if the flags say so.
///
/// @param encoded all of it
public record StoredTurn(Encoded encoded) {
    private static final int HAS_STATE = 1;
    private static final int RUNS_UNASKED = 2;
    private static final int KNOWN_FLAGS = HAS_STATE | RUNS_UNASKED;

    /// @throws MalformedMessageException if these bytes begin like no turn
    public StoredTurn {
        var bytes = encoded.bytes();
        if (bytes.length < 3 || (bytes[0] & ~KNOWN_FLAGS) != 0) {
            throw new MalformedMessageException("%d bytes that are no stored turn".formatted(bytes.length));
        }
    }

    /// A turn as [#bytes()] gave it.
    ///
    /// @throws MalformedMessageException if these bytes begin like no turn
    public static StoredTurn of(byte[] bytes) {
        return new StoredTurn(new Encoded(bytes));
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
        return of(out.toByteArray());
    }

    /// The turn in bytes; not to be changed.
    public byte[] bytes() {
        return encoded.bytes();
    }

    /// How many bytes it takes.
    public int size() {
        return encoded.size();
    }

    /// The number of its last event, counted over all of the entity's from 1; of a state without events, that of its
    /// version.
    public long sequenceNumber() {
        return afterFlags().readVarLong();
    }

    /// Whether it holds the state after it, so that nothing before it is needed any more.
    public boolean hasState() {
        return (flags() & HAS_STATE) != 0;
    }

    /// Whether the entity has something to do that nobody will ask it for.
    public boolean runsUnasked() {
        return (flags() & RUNS_UNASKED) != 0;
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

    private byte flags() {
        return bytes()[0];
    }

    private WireInput afterFlags() {
        return WireInput.of(bytes(), 1, size() - 1);
    }

    private WireInput body() {
        var in = afterFlags();
        in.readVarLong();
        return in;
    }

    @Override
    public String toString() {
        return "turn up to %d, %d bytes".formatted(sequenceNumber(), size());
    }
}
