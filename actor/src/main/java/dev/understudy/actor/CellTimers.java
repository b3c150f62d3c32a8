package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.Leftover;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The timers of one actor; the owner's, while their firing comes from the scheduler through the mailbox.
final class CellTimers<M> implements Timers<M> {

    private final ActorCell<M> cell;
    private final Map<Object, Timer<M>> timers = new LinkedHashMap<>();

    CellTimers(ActorCell<M> cell) {
        this.cell = cell;
    }

    /// One timer; its identity tells a current firing from that of a replaced one.
    static final class Timer<M> {
        final Object key;
        final M message;
        final Duration interval;
        final boolean fixedRate;
        private long dueNanos;
        private @Nullable Cancellable scheduled;

        Timer(Object key, M message, Duration interval, boolean fixedRate) {
            this.key = requireNonNull(key, "key");
            this.message = requireNonNull(message, "message");
            this.interval = interval;
            this.fixedRate = fixedRate;
        }
    }

    @Override
    public void startOnce(Object key, M message, Duration delay) {
        start(new Timer<>(key, message, Duration.ZERO, false), delay);
    }

    @Override
    public void startWithFixedDelay(Object key, M message, Duration interval) {
        start(new Timer<>(key, message, positive(interval), false), interval);
    }

    @Override
    public void startAtFixedRate(Object key, M message, Duration interval) {
        start(new Timer<>(key, message, positive(interval), true), interval);
    }

    private static Duration positive(Duration interval) {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("interval: " + interval + " is not positive");
        }
        return interval;
    }

    private void start(Timer<M> timer, Duration delay) {
        cell.checkWithin("start a timer");
        cancelTimer(timers.put(timer.key, timer));
        timer.dueNanos = cell.system().timeSource().nanoTime() + delay.toNanos();
        schedule(timer, delay);
    }

    private void schedule(Timer<M> timer, Duration delay) {
        timer.scheduled =
                cell.system().scheduler().schedule(delay, () -> cell.tellSelf(new SelfMessage.Fired<>(timer)));
    }

    /// The message of a timer that fired, or null if it was cancelled or replaced since.
    @Nullable
    M fired(Timer<M> timer) {
        if (timers.get(timer.key) != timer) {
            return null;
        }
        if (timer.interval.isZero()) {
            timers.remove(timer.key);
        } else {
            long now = cell.system().timeSource().nanoTime();
            timer.dueNanos = (timer.fixedRate ? timer.dueNanos : now) + timer.interval.toNanos();
            schedule(timer, Duration.ofNanos(Math.max(0, timer.dueNanos - now)));
        }
        return timer.message;
    }

    @Override
    public boolean cancel(Object key) {
        cell.checkWithin("cancel a timer");
        var timer = timers.remove(key);
        cancelTimer(timer);
        return timer != null;
    }

    @Override
    public void cancelAll() {
        cell.checkWithin("cancel timers");
        end();
    }

    /// Cancels all, when the actor restarts or stops.
    void end() {
        timers.values().forEach(CellTimers::cancelTimer);
        timers.clear();
    }

    @Override
    public boolean isActive(Object key) {
        return timers.containsKey(key);
    }

    /// What is still to fire.
    List<Leftover.Timer> leftover() {
        long now = cell.system().timeSource().nanoTime();
        var left = new ArrayList<Leftover.Timer>();
        for (var timer : timers.values()) {
            var remaining = Duration.ofNanos(Math.max(0, timer.dueNanos - now));
            left.add(new Leftover.Timer(timer.key, timer.message, remaining, timer.interval, timer.fixedRate));
        }
        return left;
    }

    private static void cancelTimer(@Nullable Timer<?> timer) {
        if (timer != null && timer.scheduled != null) {
            timer.scheduled.cancel();
        }
    }
}
