package dev.understudy.serialization;

import com.esotericsoftware.kryo.kryo5.io.Output;
import org.jspecify.annotations.Nullable;

/// A Kryo output that writes values as [ValueKind] describes them.
///
/// It grows up to a limit, and can be made to count only, so that a message that is too large can be refused with
/// its size without being held in memory. Used by one thread at a time.
final class ValueOutput extends Output {

    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final boolean counting;
    private long discarded;
    private @Nullable WireKryo kryo;
    private @Nullable WireOutput facade;

    ValueOutput(int capacity) {
        super(capacity, MAX_ARRAY);
        counting = false;
    }

    private ValueOutput(int capacity, boolean counting) {
        super(capacity, MAX_ARRAY);
        this.counting = counting;
    }

    /// An output that keeps nothing of what is written, and knows how much it was.
    static ValueOutput counter() {
        return new ValueOutput(4096, true);
    }

    /// Bytes written so far, whether kept or only counted.
    long written() {
        return discarded + position;
    }

    /// Refuses to grow beyond `limit` bytes; returns the limit that was.
    int limitTo(int limit) {
        int before = maxCapacity;
        maxCapacity = limit;
        return before;
    }

    /// Gives values inside a custom serializer's bytes their Kryo; returns the one that was attached.
    @Nullable
    WireKryo attach(@Nullable WireKryo newKryo) {
        var before = kryo;
        kryo = newKryo;
        return before;
    }

    @Nullable
    WireKryo kryo() {
        return kryo;
    }

    /// This output as users' serializers see it.
    WireOutput facade() {
        var known = facade;
        if (known == null) {
            known = new WireOutput(this);
            facade = known;
        }
        return known;
    }

    void facade(WireOutput owner) {
        facade = owner;
    }

    void writeNull() {
        writeByte(ValueKind.NULL);
    }

    void writeTruth(boolean value) {
        writeByte(value ? ValueKind.TRUE : ValueKind.FALSE);
    }

    void writeWhole(long value) {
        if (value >= 0) {
            writeArgument(ValueKind.NATURAL, value);
        } else {
            writeArgument(ValueKind.NEGATIVE, ~value);
        }
    }

    void writeFloat32(float value) {
        writeByte(ValueKind.FLOAT32);
        writeInt(Float.floatToRawIntBits(value));
    }

    /// Takes 5 bytes instead of 9 where a float says the same.
    void writeFloat64(double value) {
        float narrow = (float) value;
        if (Double.doubleToRawLongBits(narrow) == Double.doubleToRawLongBits(value)) {
            writeFloat32(narrow);
        } else {
            writeByte(ValueKind.FLOAT64);
            writeLong(Double.doubleToRawLongBits(value));
        }
    }

    void writeText(String value) {
        int length = Utf8.length(value);
        writeArgument(ValueKind.TEXT, length);
        writeUtf8(value, length);
    }

    void writeBlob(byte[] value) {
        writeArgument(ValueKind.BYTES, value.length);
        writeBytes(value, 0, value.length);
    }

    void writeListHeader(int count) {
        writeArgument(ValueKind.LIST, count);
    }

    void writeRecordHeader(int components) {
        writeArgument(ValueKind.RECORD, components);
    }

    void writeTypedHeader(int id) {
        writeArgument(ValueKind.TYPED, id);
    }

    /// Starts bytes whose length is known only at the end; pass what is returned to [#endBlob(long)].
    long beginBlob() {
        writeByte(ValueKind.BYTES.header(0));
        return written();
    }

    /// Ends what [#beginBlob()] started: writes the length before the bytes, moving them if it needs more room.
    void endBlob(long start) {
        int length = Math.toIntExact(written() - start);
        if (length < ValueKind.EXTENDED) {
            patch(start - 1, ValueKind.BYTES.header(length));
            return;
        }
        int room = varIntLength(length, true);
        if (counting) {
            discarded += room;
            return;
        }
        require(room);
        int from = (int) start;
        System.arraycopy(buffer, from, buffer, from + room, length);
        buffer[from - 1] = (byte) ValueKind.BYTES.header(ValueKind.EXTENDED);
        position = from;
        writeVarInt(length, true);
        position += length;
    }

    /// A length and UTF-8: what Kryo's own serializers get for a string. Kryo's form would be shorter by nothing
    /// and its reader alters the bytes it reads.
    @Override
    public void writeString(@Nullable String value) {
        if (value == null) {
            throw new UnwritableMessageException("a string inside a custom or built-in value is null");
        }
        int length = Utf8.length(value);
        writeVarInt(length, true);
        writeUtf8(value, length);
    }

    @Override
    protected boolean require(int required) {
        if (counting && capacity - position < required) {
            discarded += position;
            position = 0;
        }
        return super.require(required);
    }

    private void writeArgument(ValueKind kind, long argument) {
        if (argument < ValueKind.EXTENDED) {
            writeByte(kind.header((int) argument));
        } else {
            writeByte(kind.header(ValueKind.EXTENDED));
            writeVarLong(argument, true);
        }
    }

    private void patch(long at, int value) {
        if (!counting) {
            buffer[(int) at] = (byte) value;
        }
    }

    // The deprecated copy drops the upper byte of each char. Here all of them are ASCII, and it is the only way from a
    // string into an array that neither allocates nor goes char by char.
    @SuppressWarnings("deprecation")
    private void writeUtf8(String value, int length) {
        if (counting) {
            discarded += length;
            return;
        }
        require(length);
        if (length == value.length()) {
            value.getBytes(0, length, buffer, position);
        } else {
            Utf8.encode(value, buffer, position);
        }
        position += length;
    }
}
