package dev.understudy.actor.internal;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.DeadLetter;
import org.jspecify.annotations.Nullable;

/// A message with what travels beside it: a deadline, a trace, a command id, a place in a lane. The rooms above
/// bring their own.
public interface Envelope {

    /// In place of a deadline: none is known.
    long NO_DEADLINE = Long.MAX_VALUE;

    /// The message within.
    Object message();

    /// Asked once the envelope was dequeued: why it should not be processed any more, or null if it should.
    default DeadLetter.@Nullable Reason refusal() {
        return null;
    }

    /// When whoever sent it stops waiting for an answer, on the clock of the target's system, or
    /// [#NO_DEADLINE]. What the actor asks in this turn gives up no later.
    default long deadlineNanos() {
        return NO_DEADLINE;
    }

    /// Told when the message within has become a dead letter and was certainly not handled.
    default void undelivered(ActorRef<?> target, DeadLetter.Reason reason) {}
}
