package dev.understudy.serialization;

/// Well-formed bytes of a known type hold something that this version of the type cannot represent: a newer
/// manifest version, a number too large for the component, an enum constant it lacks, a value that its
/// constructor refuses.
///
/// The writer's contract and ours differ; comparing their `wire-contract.txt` shows where.
public final class IncompatibleMessageException extends SerializationException {

    IncompatibleMessageException(String message) {
        super(message);
    }

    IncompatibleMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
