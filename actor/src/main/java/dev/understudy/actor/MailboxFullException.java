package dev.understudy.actor;

/// The target's bounded mailbox had no room, so the message was certainly not handled: slow down and send it again, or
/// send it elsewhere.
public final class MailboxFullException extends UndeliverableException {

    /// A refusal; the message names the target.
    public MailboxFullException(String message) {
        super(message, DeadLetter.Reason.MAILBOX_FULL);
    }
}
