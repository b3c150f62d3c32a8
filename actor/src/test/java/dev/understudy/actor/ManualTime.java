package dev.understudy.actor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Time that stands still until a test moves it. What becomes due rings on the thread that moves it, in order.
final class ManualTime implements TimeSource {

    private static final long UNSET = Long.MAX_VALUE;

    private final List<ManualAlarm> alarms = new ArrayList<>();
    private long nanos;

    private final class ManualAlarm implements Alarm {
        private final Runnable ring;
        private long ringAt = UNSET;

        ManualAlarm(Runnable ring) {
            this.ring = ring;
        }

        @Override
        public void ringBy(long nanoTime) {
            synchronized (ManualTime.this) {
                ringAt = Math.min(ringAt, nanoTime);
            }
        }

        @Override
        public void close() {
            synchronized (ManualTime.this) {
                alarms.remove(this);
            }
        }
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public synchronized Alarm alarm(String name, Runnable ring) {
        var alarm = new ManualAlarm(ring);
        alarms.add(alarm);
        return alarm;
    }

    /// Lets time pass, stopping wherever an alarm rings.
    void advance(Duration duration) {
        long end = nanoTime() + duration.toNanos();
        while (ringNext(end)) {
            // One ring may set the next.
        }
        synchronized (this) {
            nanos = end;
        }
    }

    private boolean ringNext(long end) {
        ManualAlarm next = null;
        synchronized (this) {
            for (var alarm : alarms) {
                if (alarm.ringAt <= end && (next == null || alarm.ringAt < next.ringAt)) {
                    next = alarm;
                }
            }
            if (next == null) {
                return false;
            }
            nanos = Math.max(nanos, next.ringAt);
            next.ringAt = UNSET;
        }
        next.ring.run();
        return true;
    }
}
