package dev.understudy.sharding;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.sharding.ownership.CommandId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One message for an entity, on its way from the shard to the entity's turn.
///
/// *Not handled.* If the entity ends before it comes to the message, the turn goes back to the shard.
/// If the turn has begun and refuses the message, the turn is over as any other, and whoever asked is
/// told.
final class EntityTurn implements Envelope {
    private final long turn;
    private final Object message;
    private final @Nullable ReplyRef<?> replyTo;
    private final long deadlineNanos;
    private final @Nullable CommandId about;
    private final @Nullable Consumer<EntityTurn> unbegun;
    private volatile boolean hasBegun;

    /// @param turn what the protocol calls the turn
    /// @param message what it says
    /// @param replyTo where its answer goes; null for a tell
    /// @param deadlineNanos when its sender stops waiting
    /// @param about the ask that it is about, if that is another message's: it was put aside then
    /// @param unbegun told if the entity ended before it came to this message; null if that is nobody's
    /// matter
    EntityTurn(
            long turn,
            Object message,
            @Nullable ReplyRef<?> replyTo,
            long deadlineNanos,
            @Nullable CommandId about,
            @Nullable Consumer<EntityTurn> unbegun) {
        this.turn = turn;
        this.message = message;
        this.replyTo = replyTo;
        this.deadlineNanos = deadlineNanos;
        this.about = about;
        this.unbegun = unbegun;
    }

    /// One that was put aside, and whose turn is over already.
    EntityTurn(Object message, @Nullable ReplyRef<?> replyTo) {
        this(0, message, replyTo, NO_DEADLINE, null, null);
    }

    /// What the protocol calls the turn; 0 for one whose turn is over already.
    long turn() {
        return turn;
    }

    @Override
    public Object message() {
        return message;
    }

    @Nullable
    ReplyRef<?> replyTo() {
        return replyTo;
    }

    /// The ask that it is about, if that is another message's.
    @Nullable
    CommandId about() {
        return about;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /// The entity has come to it.
    void begin() {
        hasBegun = true;
    }

    @Override
    public void undelivered(ActorRef<?> target, DeadLetter.Reason reason) {
        if (hasBegun) {
            if (replyTo != null) {
                replyTo.refuse(reason);
            }
        } else if (unbegun != null) {
            unbegun.accept(this);
        }
    }
}
