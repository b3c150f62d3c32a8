package dev.understudy.serialization;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A growing buffer to write to: what a [Serializer] gets, and what frames are built in.
///
/// Numbers are written as they are, without a mark of their type: read them back with the same calls in the same
/// order. Not thread-safe; a buffer may be used again after [#reset()].
public final class WireOutput {

    private static final int DEFAULT_CAPACITY = 256;

    private final ValueOutput out;

    /// A new, empty buffer.
    public WireOutput() {
        this(DEFAULT_CAPACITY);
    }

    /// A new, empty buffer that holds this many bytes before it grows.
    public WireOutput(int capacity) {
        this(new ValueOutput(capacity));
        out.facade(this);
    }

    WireOutput(ValueOutput out) {
        this.out = out;
    }

    ValueOutput values() {
        return out;
    }

    /// Writes the low 8 bits.
    public WireOutput writeByte(int value) {
        out.writeByte(value);
        return this;
    }

    /// Writes one byte.
    public WireOutput writeBoolean(boolean value) {
        out.writeByte(value ? 1 : 0);
        return this;
    }

    /// Writes four bytes.
    public WireOutput writeInt(int value) {
        out.writeInt(value);
        return this;
    }

    /// Writes eight bytes.
    public WireOutput writeLong(long value) {
        out.writeLong(value);
        return this;
    }

    /// Writes one byte below 128, two below 16,384 and so on; negative numbers take five.
    public WireOutput writeVarInt(int value) {
        out.writeVarInt(value, true);
        return this;
    }

    /// Writes one byte below 128, two below 16,384 and so on; negative numbers take nine.
    public WireOutput writeVarLong(long value) {
        out.writeVarLong(value, true);
        return this;
    }

    /// Writes four bytes.
    public WireOutput writeFloat(float value) {
        out.writeFloat(value);
        return this;
    }

    /// Writes eight bytes.
    public WireOutput writeDouble(double value) {
        out.writeDouble(value);
        return this;
    }

    /// Writes a length and UTF-8.
    public WireOutput writeString(String value) {
        out.writeString(value);
        return this;
    }

    /// Writes the bytes, without their number.
    public WireOutput writeBytes(byte[] value) {
        return writeBytes(value, 0, value.length);
    }

    /// Writes a part of the bytes, without their number.
    public WireOutput writeBytes(byte[] value, int offset, int length) {
        out.writeBytes(value, offset, length);
        return this;
    }

    /// Writes any registered value with its type, or null. Only while a [MessageCodec] is calling your
    /// [Serializer]; elsewhere use [MessageCodec#encode(Object, WireOutput)].
    public WireOutput writeValue(@Nullable Object value) {
        var kryo = out.kryo();
        if (kryo == null) {
            throw new IllegalStateException(
                    "writeValue is for a Serializer that a codec calls; elsewhere use codec.encode");
        }
        kryo.any().put(kryo, out, value);
        return this;
    }

    /// Bytes written so far.
    public int size() {
        return Math.toIntExact(out.written());
    }

    /// A copy of what was written.
    public byte[] toByteArray() {
        return Arrays.copyOf(out.getBuffer(), out.position());
    }

    /// The buffer itself, without a copy; its first [#size()] bytes are what was written. The next write may
    /// replace it.
    public byte[] buffer() {
        return out.getBuffer();
    }

    /// Forgets what was written and keeps the memory.
    public void reset() {
        out.reset();
    }
}
