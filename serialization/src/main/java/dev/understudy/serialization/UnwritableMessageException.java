package dev.understudy.serialization;

/// A message of a registered type cannot be written: it nests too deep, changed while it was written, holds
/// something that has no wire form (a sorted set with a comparator, say), or code of yours that was called for it
/// threw.
///
/// Nothing was written. Trying again with the same message fails again.
public final class UnwritableMessageException extends SerializationException {

    UnwritableMessageException(String message) {
        super(message);
    }

    UnwritableMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
