package dev.understudy.actor.internal;

import dev.understudy.actor.ActorRef;

/// An actor of this system whose parent is elsewhere. It waits for that parent's verdicts as any child does.
/// What comes of a call is told to the [ChildLife] that it was made with. Thread-safe.
///
/// @param <M> what it accepts
public interface HostedChild<M> {

    /// The actor.
    ActorRef<M> ref();

    /// Go on after a failure.
    void resume();

    /// End the behavior and keep the mailbox.
    void halt(Throwable failure);

    /// Make a new behavior, after it was halted.
    void recreate();

    /// Stop for good.
    void stop();
}
