package dev.understudy.actor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A hashed timing wheel (Varghese and Lauck, 1987, scheme 6): a timer hangs in the bucket of its deadline's tick,
/// so starting and cancelling cost the same however many there are, and what is cancelled is gone at once. Pure: the
/// clock is an argument. Not thread-safe.
final class TimerWheel {

    /// About a millisecond, as a shift.
    static final int TICK_SHIFT = 20;

    private static final int BUCKETS = 1024;

    /// `next` of an empty wheel.
    static final long NEVER = Long.MAX_VALUE;

    private final @Nullable Timer[] buckets = new @Nullable Timer[BUCKETS];
    /// All ticks up to this have been fired.
    private long firedTick;
    private int size;

    /// A wheel that begins at this time.
    TimerWheel(long nowNanos) {
        firedTick = tickBefore(nowNanos);
    }

    /// One timer, in at most one wheel.
    static class Timer {
        long deadlineNanos;
        private long tick;
        private boolean inWheel;
        private @Nullable Timer before;
        private @Nullable Timer after;
    }

    /// The tick that has ended by this time.
    private static long tickBefore(long nanos) {
        return nanos >> TICK_SHIFT;
    }

    /// The first tick whose end is not before this time: a timer is never early.
    private static long tickAfter(long nanos) {
        return (nanos + (1L << TICK_SHIFT) - 1) >> TICK_SHIFT;
    }

    void add(Timer timer, long deadlineNanos) {
        timer.deadlineNanos = deadlineNanos;
        timer.tick = Math.max(tickAfter(deadlineNanos), firedTick + 1);
        int bucket = (int) timer.tick & (BUCKETS - 1);
        timer.after = buckets[bucket];
        timer.before = null;
        if (timer.after != null) {
            timer.after.before = timer;
        }
        buckets[bucket] = timer;
        timer.inWheel = true;
        size++;
    }

    /// Takes a timer out.
    ///
    /// @return whether it was in
    boolean remove(Timer timer) {
        if (!timer.inWheel) {
            return false;
        }
        if (timer.before != null) {
            timer.before.after = timer.after;
        } else {
            buckets[(int) timer.tick & (BUCKETS - 1)] = timer.after;
        }
        if (timer.after != null) {
            timer.after.before = timer.before;
        }
        timer.before = null;
        timer.after = null;
        timer.inWheel = false;
        size--;
        return true;
    }

    /// Takes out what is due, earliest first.
    List<Timer> advance(long nowNanos) {
        long now = tickBefore(nowNanos);
        if (now <= firedTick || size == 0) {
            firedTick = Math.max(now, firedTick);
            return List.of();
        }
        var due = new ArrayList<Timer>();
        // One round visits every bucket; more would visit them again.
        long from = Math.max(firedTick + 1, now - BUCKETS + 1);
        for (long tick = from; tick <= now; tick++) {
            for (var timer = buckets[(int) tick & (BUCKETS - 1)]; timer != null; ) {
                var after = timer.after;
                if (timer.tick <= now) {
                    remove(timer);
                    due.add(timer);
                }
                timer = after;
            }
        }
        firedTick = now;
        due.sort((a, b) -> Long.compare(a.deadlineNanos, b.deadlineNanos));
        return due;
    }

    /// When to call [#advance] next, in nanoseconds: the earliest deadline, or for those more than a round away some
    /// time before; [#NEVER] if there is none.
    long next() {
        if (size == 0) {
            return NEVER;
        }
        for (long tick = firedTick + 1; tick < firedTick + BUCKETS; tick++) {
            for (var timer = buckets[(int) tick & (BUCKETS - 1)]; timer != null; timer = timer.after) {
                if (timer.tick == tick) {
                    return tick << TICK_SHIFT;
                }
            }
        }
        return (firedTick + BUCKETS) << TICK_SHIFT;
    }
}
