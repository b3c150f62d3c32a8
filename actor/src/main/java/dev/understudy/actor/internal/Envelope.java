package dev.understudy.actor.internal;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.DeadLetter;
import org.jspecify.annotations.Nullable;

/// A message with what travels beside it: a deadline, a trace, a command id, a place in a lane. The rooms above
/// bring their own.
public interface Envelope {

    /// The message within.
    Object message();

    /// Asked once the envelope was dequeued: why it should not be processed any more, or null if it should.
    default DeadLetter.@Nullable Reason refusal() {
        return null;
    }

    /// Told when the message within has become a dead letter and was certainly not handled.
    default void undelivered(ActorRef<?> target, DeadLetter.Reason reason) {}
}
