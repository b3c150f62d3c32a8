package dev.understudy.actor.internal;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Props;

/// What the rooms above may do with an actor system.
public interface SystemInternals {

    /// Starts an actor of the library's own, under `/system`: it outlives those of the user when the system closes.
    <M> ActorRef<M> spawnSystem(String name, Props<M> props);

    /// When whoever sent the message that this thread handles at the moment stops waiting for its answer, or
    /// [Envelope#NO_DEADLINE]. Within an actor of this system.
    long currentDeadlineNanos();
}
