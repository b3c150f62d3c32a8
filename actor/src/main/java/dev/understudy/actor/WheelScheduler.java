package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.internal.Timed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The scheduler of a system: a [TimerWheel] under a lock, and an alarm that rings when its next timer is due. Tasks
/// run on the alarm's thread, outside the lock.
final class WheelScheduler implements Scheduler, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WheelScheduler.class);

    /// So that adding a delay to the time can't overflow; about a hundred years.
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 3;

    private final TimeSource time;
    private final TimeSource.Alarm alarm;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final TimerWheel wheel;

    WheelScheduler(TimeSource time, String name) {
        this.time = time;
        this.wheel = new TimerWheel(time.nanoTime());
        this.alarm = time.alarm(name, this::ring);
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        return start(new Task(task, 0, false), delay);
    }

    @Override
    public Cancellable scheduleAtFixedRate(Duration initialDelay, Duration interval, Runnable task) {
        return start(new Task(task, positive(interval), true), initialDelay);
    }

    @Override
    public Cancellable scheduleWithFixedDelay(Duration initialDelay, Duration interval, Runnable task) {
        return start(new Task(task, positive(interval), false), initialDelay);
    }

    private static long positive(Duration interval) {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("interval: " + interval + " is not positive");
        }
        return nanos(interval);
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(LONGEST_NANOS)) >= 0 ? LONGEST_NANOS : duration.toNanos();
    }

    private Cancellable start(Task task, Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay: " + delay + " is negative");
        }
        long deadline = time.nanoTime() + nanos(delay);
        lock.lock();
        try {
            wheel.add(task, deadline);
        } finally {
            lock.unlock();
        }
        // No earlier than the wheel's tick, which lies up to one tick after the deadline.
        alarm.ringBy(deadline + (1L << TimerWheel.TICK_SHIFT));
        return task;
    }

    private void ring() {
        long now = time.nanoTime();
        List<TimerWheel.Timer> due;
        lock.lock();
        try {
            due = wheel.advance(now);
        } finally {
            lock.unlock();
        }
        for (var timer : due) {
            ((Task) timer).fire(now);
        }
        long next;
        lock.lock();
        try {
            next = wheel.next();
        } finally {
            lock.unlock();
        }
        if (next != TimerWheel.NEVER) {
            alarm.ringBy(next);
        }
    }

    @Override
    public void close() {
        alarm.close();
    }

    /// One scheduled task.
    private final class Task extends TimerWheel.Timer implements Timed {

        private final Runnable task;
        private final long intervalNanos;
        private final boolean fixedRate;

        @GuardedBy("lock")
        private boolean cancelled;

        Task(Runnable task, long intervalNanos, boolean fixedRate) {
            this.task = requireNonNull(task, "task");
            this.intervalNanos = intervalNanos;
            this.fixedRate = fixedRate;
        }

        @Override
        public long dueNanos() {
            return deadlineNanos;
        }

        void fire(long now) {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.warn("a scheduled task failed", e);
            }
            if (intervalNanos > 0) {
                lock.lock();
                try {
                    if (!cancelled) {
                        wheel.add(this, (fixedRate ? deadlineNanos : now) + intervalNanos);
                    }
                } finally {
                    lock.unlock();
                }
            }
        }

        @Override
        public boolean cancel() {
            lock.lock();
            try {
                boolean first = !cancelled;
                cancelled = true;
                return wheel.remove(this) || (intervalNanos > 0 && first);
            } finally {
                lock.unlock();
            }
        }
    }
}
