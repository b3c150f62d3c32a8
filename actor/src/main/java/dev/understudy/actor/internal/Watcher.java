package dev.understudy.actor.internal;

import dev.understudy.actor.Signal;

/// Someone who is told when an actor ends. Called on the thread of the actor that ends: enqueue and return. Compared
/// by identity.
@FunctionalInterface
public interface Watcher {

    /// The actor has ended.
    void terminated(Signal.Terminated terminated);
}
