package dev.understudy.actor;

/// In a system that copies messages, one could not be: it is not what may be sent between members, or it is
/// mutable and the copier refuses it. Send a record of values instead.
public final class MessageNotCopyableException extends UnderstudyException {

    MessageNotCopyableException(Object message, String target, RuntimeException cause) {
        super("a " + message.getClass().getName() + " sent to " + target + " can't be copied", cause);
    }
}
