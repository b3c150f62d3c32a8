package dev.understudy.actor.internal;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.DeadLetter;

/// One turn of an actor, as its [Interceptor] sees it; valid during the call only.
///
/// @param <M> what the actor accepts
public interface Turn<M> {

    /// Whose turn it is.
    ActorRef<M> self();

    /// Lets the behavior handle this message. At most once in a turn.
    void proceed(M message) throws Exception;

    /// Makes the message of this turn a dead letter.
    void refuse(DeadLetter.Reason reason);
}
