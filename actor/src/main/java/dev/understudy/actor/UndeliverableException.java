package dev.understudy.actor;

/// A request was certainly not handled, so it is safe to send it again elsewhere or later. Subtypes say more.
public class UndeliverableException extends UnderstudyException {

    private final transient DeadLetter.Reason reason;

    /// An undelivered request; the message names the target.
    public UndeliverableException(String message, DeadLetter.Reason reason) {
        super(message);
        this.reason = reason;
    }

    /// Why it was not handled.
    public DeadLetter.Reason reason() {
        return reason;
    }
}
