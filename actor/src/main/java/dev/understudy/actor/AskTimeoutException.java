package dev.understudy.actor;

/// No answer came within the deadline of an ask. The outcome is unknown: the request may have been handled, may yet
/// be, or may be lost.
public final class AskTimeoutException extends UnderstudyException {

    /// A timeout; the message names target and deadline.
    public AskTimeoutException(String message) {
        super(message);
    }
}
