package dev.understudy.actor.internal;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Props;
import java.util.Optional;

/// What the rooms above may do with an actor system.
public interface SystemInternals {

    /// Starts an actor of the library's own, under `/system`: it outlives those of the user when the system closes.
    <M> ActorRef<M> spawnSystem(String name, Props<M> props);

    /// Starts an actor whose parent is elsewhere, under `/hosted`. Those go before the user's when the system closes.
    ///
    /// @param life is told what becomes of it, from the guardian's turns
    /// @throws IllegalArgumentException if the name is taken or not allowed
    /// @throws IllegalStateException if the system is closing
    <M> HostedChild<M> host(String name, Props<M> props, ChildLife life);

    /// Puts something of a room above at the system's side, where that room finds it again.
    <T> void attach(Class<T> type, T attachment);

    /// What was attached under this type.
    <T> Optional<T> attachment(Class<T> type);

    /// Who waits for whom among the actors of this system.
    WaitGraph waits();

    /// The actor whose turn this thread is in, if it is an actor's.
    Optional<InternalRef<?>> currentActor();

    /// When whoever sent the message that this thread handles at the moment stops waiting for its answer, or
    /// [Envelope#NO_DEADLINE]. Within an actor of this system.
    long currentDeadlineNanos();
}
