package dev.understudy.actor.internal;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.MailboxFullException;

/// Ways to tell for who can do nothing about a refusal.
public final class Telling {

    private Telling() {}

    /// Tells, and leaves it at the dead letter that the message is when the target's mailbox is full.
    @SuppressWarnings("EmptyCatch") // the message was published as a dead letter before this was thrown
    public static <M> void orDeadLetter(ActorRef<M> target, M message) {
        try {
            target.tell(message);
        } catch (MailboxFullException e) {
            // Its sender is not here to slow down, and the others are still to be told.
        }
    }
}
