package dev.understudy.actor.internal;

import dev.understudy.actor.ActorRef;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// What can be asked of an actor of this JVM, beyond telling it things. Thread-safe.
public interface LocalActor {

    /// The actor behind a ref, if it is an actor of this JVM (and not a promise, an adapter or a remote one).
    static Optional<LocalActor> of(ActorRef<?> ref) {
        return ref instanceof LocalActor actor ? Optional.of(actor) : Optional.empty();
    }

    /// Whether its mailbox is empty and it is not running, at this moment.
    boolean isIdle();

    /// How many messages wait in its mailbox at this moment; -1 if that can only be told by [#inspect], as for
    /// an actor whose `Props` say nothing about its mailbox.
    int mailboxDepth();

    /// How much it has to do at this moment: the messages that wait, as far as that can be told, and one if it is at
    /// work.
    default int load() {
        int waiting = Math.max(0, mailboxDepth());
        return waiting == 0 && isIdle() ? 0 : 1 + waiting;
    }

    /// For how long the message that came first has been waiting in its mailbox, zero if none waits; empty
    /// where the depth is not known either.
    Optional<Duration> oldestWaiting();

    /// Looks at the actor in a turn of its own, before the messages that wait; a stuck actor does not answer,
    /// so give the future a timeout.
    CompletableFuture<Inspection> inspect();

    /// Stops the actor, from anywhere: after its running message, before those that wait.
    void stop();

    /// Stops the actor after its running message and hands over what it has not processed, instead of
    /// making it dead letters. What the actor itself has asked for (`pipeToSelf`, `ask` of its context) it
    /// still gets and handles first, however long that takes; [#stop] ends the waiting. The future completes
    /// when the actor and its children have stopped; for one that had stopped already, with nothing.
    ///
    /// @param late gets what arrives after that, on the actor's thread; envelopes come as envelopes
    CompletableFuture<Leftover> drain(Consumer<Object> late);
}
