package dev.understudy.actor.internal;

import dev.understudy.actor.Signal;

/// Hears what becomes of a child whose parent is elsewhere. Called in order, one call at a time, on any thread: hand
/// over and return.
public interface ChildLife {

    /// It has its first behavior, or a new one after it was halted.
    void started();

    /// It failed, and waits for a verdict.
    ///
    /// @param hasBehavior false if it has none that it could go on with
    void failed(Throwable failure, boolean hasBehavior);

    /// It was halted: its children have stopped, its behavior has ended.
    void halted();

    /// It is no more. The last call.
    void gone(Signal.Cause cause);
}
