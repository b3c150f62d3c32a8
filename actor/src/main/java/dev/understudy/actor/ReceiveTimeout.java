package dev.understudy.actor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The receive timeout of one actor; the owner's. A turn only notes the time; the one timer, when due, looks how
/// long ago that was and waits for the rest.
final class ReceiveTimeout<M> {

    private final ActorCell<M> cell;
    private final Duration timeout;
    private final M message;
    private long heardNanos;
    private @Nullable Cancellable scheduled;

    ReceiveTimeout(ActorCell<M> cell, Duration timeout, M message) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout: " + timeout + " is not positive");
        }
        this.cell = cell;
        this.timeout = timeout;
        this.message = message;
        heard();
        schedule(timeout);
    }

    private void schedule(Duration delay) {
        scheduled = cell.system().scheduler().schedule(delay, () -> cell.tellSelf(new SelfMessage.Silence<>(this)));
    }

    /// The actor had a message.
    void heard() {
        heardNanos = cell.system().timeSource().nanoTime();
    }

    /// The message if it is time for it, or null.
    @Nullable
    M due() {
        var rest = timeout.minusNanos(cell.system().timeSource().nanoTime() - heardNanos);
        if (rest.isPositive()) {
            schedule(rest);
            return null;
        }
        heard();
        schedule(timeout);
        return message;
    }

    void end() {
        if (scheduled != null) {
            scheduled.cancel();
        }
    }
}
