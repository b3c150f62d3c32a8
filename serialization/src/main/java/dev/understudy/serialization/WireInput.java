package dev.understudy.serialization;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Bytes to read from: what a [Serializer] gets, and what frames are taken apart with.
///
/// Every method throws [MalformedMessageException] where the bytes end too early. The bytes are neither copied
/// nor altered. Not thread-safe.
public final class WireInput {

    private final ValueInput in;

    WireInput(ValueInput in) {
        this.in = in;
    }

    /// Reads a part of these bytes.
    public static WireInput of(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        var in = new ValueInput();
        in.open(bytes, offset, length);
        return in.facade();
    }

    /// Reads these bytes.
    public static WireInput of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    ValueInput values() {
        return in;
    }

    /// Reads what `writeByte` wrote, with its sign.
    public byte readByte() {
        return in.readByte();
    }

    /// Reads what `writeBoolean` wrote.
    public boolean readBoolean() {
        return in.readByte() != 0;
    }

    /// Reads what `writeInt` wrote.
    public int readInt() {
        return in.readInt();
    }

    /// Reads what `writeLong` wrote.
    public long readLong() {
        return in.readLong();
    }

    /// Reads what `writeVarInt` wrote.
    public int readVarInt() {
        return in.readVarInt(true);
    }

    /// Reads what `writeVarLong` wrote.
    public long readVarLong() {
        return in.readVarLong(true);
    }

    /// Reads what `writeFloat` wrote.
    public float readFloat() {
        return in.readFloat();
    }

    /// Reads what `writeDouble` wrote.
    public double readDouble() {
        return in.readDouble();
    }

    /// Reads what `writeString` wrote.
    public String readString() {
        return in.readString();
    }

    /// Reads this many bytes; refuses a number that is negative or more than is left, before it allocates.
    public byte[] readBytes(int length) {
        return in.readBytes(length);
    }

    /// Reads what `writeValue` wrote. Only while a [MessageCodec] is calling your [Serializer]; elsewhere use
    /// [MessageCodec#decode(WireInput)].
    public @Nullable Object readValue() {
        var kryo = in.kryo();
        if (kryo == null) {
            throw new IllegalStateException(
                    "readValue is for a Serializer that a codec calls; elsewhere use codec.decode");
        }
        return kryo.any().take(kryo, in);
    }

    /// Where the next byte is, as an index into the array given to [#of(byte[], int, int)].
    public int position() {
        return in.position();
    }

    /// Bytes that are left.
    public int remaining() {
        return in.remaining();
    }
}
