package dev.understudy.actor.internal;

/// Stands in for all dispatchers of an actor system: keeps its actors' turns, and runs them when and in the order it
/// likes, one at a time. The seam on which a system runs without threads.
public interface TurnQueue {

    /// Keeps a turn of one actor, to be run once; its `toString` is the actor's path. There is never more than one of
    /// an actor.
    void add(Runnable turn);

    /// Runs turns until none is left; called by a system that closes.
    void settle();
}
