package dev.understudy.remoting;

import java.util.Arrays;

/// A message in bytes, as a value.
final class Encoded {
    private final byte[] bytes;

    /// @param bytes not to be changed any more
    Encoded(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The bytes themselves.
    byte[] bytes() {
        return bytes;
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
