package dev.understudy.actor;

import java.time.Duration;

/// Runs things later, on the injected [TimeSource]. Never early; late by a millisecond or as much as the machine is.
/// Thread-safe. Inside an actor use [ActorContext#timers], which end with the actor.
public interface Scheduler {

    /// Runs a short task once, on the scheduler's thread: it must not block.
    Cancellable schedule(Duration delay, Runnable task);

    /// Runs a short task again and again, each time `interval` after the last was due; what was missed while the
    /// machine slept is caught up.
    Cancellable scheduleAtFixedRate(Duration initialDelay, Duration interval, Runnable task);

    /// Runs a short task again and again, each time `interval` after the last ended.
    Cancellable scheduleWithFixedDelay(Duration initialDelay, Duration interval, Runnable task);

    /// Sends a message once, later.
    default <M> Cancellable tell(Duration delay, ActorRef<M> target, M message) {
        return schedule(delay, () -> target.tell(message));
    }
}
