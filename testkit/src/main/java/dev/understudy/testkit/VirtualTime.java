package dev.understudy.testkit;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Time that stands still until a test moves it; it begins at 1970. Alarms ring on the thread that moves it, in the
/// order
/// in which they are due. For one thread.
///
/// A system's timers are precise to about a millisecond, and never early: so what is due at most two milliseconds after
/// the time that a test moves to rings as well. Nothing of that adds up over several moves.
public final class VirtualTime implements TimeSource {

    private static final long UNSET = Long.MAX_VALUE;

    /// Twice the tick of the timer wheel.
    private static final long PRECISION_NANOS = TimeUnit.MICROSECONDS.toNanos(2_200);

    private final List<VirtualAlarm> alarms = new ArrayList<>();
    /// What all moves so far come to.
    private long moved;
    private long nanos;

    private final class VirtualAlarm implements Alarm {
        private final Runnable ring;
        private long ringAt = UNSET;

        VirtualAlarm(Runnable ring) {
            this.ring = ring;
        }

        @Override
        public void ringBy(long nanoTime) {
            ringAt = Math.min(ringAt, nanoTime);
        }

        @Override
        public void close() {
            alarms.remove(this);
        }
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public Alarm alarm(String name, Runnable ring) {
        var alarm = new VirtualAlarm(requireNonNull(ring, "ring"));
        alarms.add(alarm);
        return alarm;
    }

    /// Lets time pass, stopping wherever an alarm rings.
    ///
    /// @param afterEachRing what to do while time stands at a ring, such as to let actors act upon it
    public void advance(Duration duration, Runnable afterEachRing) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration: time does not go back by " + duration);
        }
        moved += duration.toNanos();
        for (var next = due(); next != null; next = due()) {
            nanos = Math.max(nanos, next.ringAt);
            next.ringAt = UNSET;
            next.ring.run();
            afterEachRing.run();
        }
        nanos = Math.max(nanos, moved);
    }

    private @Nullable VirtualAlarm due() {
        VirtualAlarm first = null;
        for (var alarm : alarms) {
            if (alarm.ringAt <= moved + PRECISION_NANOS && (first == null || alarm.ringAt < first.ringAt)) {
                first = alarm;
            }
        }
        return first;
    }
}
