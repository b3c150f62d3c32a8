package dev.understudy.serialization;

import java.util.Arrays;

/// Something in bytes, as a value: equal to another of the same bytes. Immutable.
public final class Encoded {
    private final byte[] bytes;

    /// @param bytes not to be changed any more
    public Encoded(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The bytes themselves; not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    /// How many bytes it takes.
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Encoded that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
