package dev.understudy.serialization;

/// Bytes are not a message: truncated, damaged, or written by something else. Trying again is of no use.
public final class MalformedMessageException extends SerializationException {

    /// @param message what is wrong with the bytes
    public MalformedMessageException(String message) {
        super(message);
    }

    MalformedMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
