package dev.understudy.serialization;

/// Bytes are not a message: truncated, damaged, or written by something else. Trying again is of no use.
public final class MalformedMessageException extends SerializationException {

    MalformedMessageException(String message) {
        super(message);
    }

    MalformedMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
