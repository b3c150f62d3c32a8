package dev.understudy.remoting;

import dev.understudy.actor.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Time that stands still until a test moves it; alarms ring on the thread that moves it.
final class SteppedTime implements TimeSource {
    private static final long UNSET = Long.MAX_VALUE;
    /// The wheel of a system ticks after what is due, by less than this.
    private static final long PRECISION_NANOS = 2_200_000;

    private final List<Ringing> alarms = new ArrayList<>();
    private long moved;
    private long nanos;

    private final class Ringing implements Alarm {
        private final Runnable ring;
        private long at = UNSET;

        Ringing(Runnable ring) {
            this.ring = ring;
        }

        @Override
        public void ringBy(long nanoTime) {
            at = Math.min(at, nanoTime);
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
        var alarm = new Ringing(ring);
        alarms.add(alarm);
        return alarm;
    }

    void advance(Duration duration, Runnable afterEachRing) {
        moved += duration.toNanos();
        while (true) {
            var due = alarms.stream()
                    .filter(alarm -> alarm.at <= moved + PRECISION_NANOS)
                    .min((one, other) -> Long.compare(one.at, other.at));
            if (due.isEmpty()) {
                break;
            }
            nanos = Math.max(nanos, due.get().at);
            due.get().at = UNSET;
            due.get().ring.run();
            afterEachRing.run();
        }
        nanos = Math.max(nanos, moved);
    }
}
