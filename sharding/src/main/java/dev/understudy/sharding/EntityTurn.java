package dev.understudy.sharding;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.internal.Envelope;
import org.jspecify.annotations.Nullable;

/// One message for an entity, on its way from the shard to the entity's turn.
///
/// @param turn what the protocol calls the turn; 0 for one whose turn is over already, and that was put aside
/// @param message what it says
/// @param replyTo where its answer goes; null for a tell
/// @param deadlineNanos when its sender stops waiting
/// @param unbegun told if the entity ended before it came to this message; null if that is nobody's matter
record EntityTurn(
        long turn,
        Object message,
        @Nullable ReplyRef<?> replyTo,
        long deadlineNanos,
        @Nullable Runnable unbegun) implements Envelope {
    EntityTurn(long turn, Object message, @Nullable ReplyRef<?> replyTo) {
        this(turn, message, replyTo, NO_DEADLINE, null);
    }

    @Override
    public void undelivered(ActorRef<?> target, DeadLetter.Reason reason) {
        if (unbegun != null) {
            unbegun.run();
        }
    }
}
