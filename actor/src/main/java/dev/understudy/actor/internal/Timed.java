package dev.understudy.actor.internal;

import dev.understudy.actor.Cancellable;

/// Something scheduled once that knows when it is due.
public interface Timed extends Cancellable {

    /// When it is due, on the system's clock.
    long dueNanos();
}
