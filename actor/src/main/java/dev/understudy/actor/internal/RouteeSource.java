package dev.understudy.actor.internal;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Cancellable;
import java.util.List;
import java.util.function.Supplier;

/// Where a router learns of routees that come and go without it. Thread-safe.
///
/// @param <M> what they accept
public interface RouteeSource<M> {

    /// One of them.
    ///
    /// @param identity what tells it from the others for ever, the same wherever it is seen
    /// @param load what is known of how much it has to do, if it is not an actor of this JVM
    record Routee<M>(ActorRef<M> ref, long identity, Supplier<Load> load) {}

    /// How much an actor elsewhere had to do when that was last told.
    ///
    /// @param messages that waited for it, and one if it was at work
    /// @param told how often it was told so far: what was sent since then comes on top
    record Load(int messages, long told) {}

    /// Those whom it knows now.
    List<Routee<M>> now();

    /// Calls back after each change, on any thread.
    ///
    /// @return ends this
    Cancellable onChange(Runnable changed);
}
