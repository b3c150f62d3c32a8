package dev.understudy.actor;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The clocks of this machine; an alarm is a daemon thread that sleeps.
final class SystemTimeSource implements TimeSource {

    static final SystemTimeSource INSTANCE = new SystemTimeSource();

    private static final Logger log = LoggerFactory.getLogger(SystemTimeSource.class);

    private final Clock clock = Clock.systemUTC();

    private SystemTimeSource() {}

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Alarm alarm(String name, Runnable ring) {
        var alarm = new SleepingAlarm(ring);
        alarm.thread = Thread.ofPlatform().daemon().name(name).unstarted(alarm);
        alarm.thread.start();
        return alarm;
    }

    /// Sleeps until the time it is set to; without limit when it is not set.
    private static final class SleepingAlarm implements Alarm, Runnable {

        private static final long UNSET = Long.MAX_VALUE;

        private final Runnable ring;
        private final AtomicLong ringAt = new AtomicLong(UNSET);
        private volatile boolean open = true;
        private volatile @org.jspecify.annotations.Nullable Thread thread;

        SleepingAlarm(Runnable ring) {
            this.ring = ring;
        }

        @Override
        public void ringBy(long nanoTime) {
            long set = ringAt.get();
            while (set == UNSET || nanoTime - set < 0) {
                if (ringAt.compareAndSet(set, nanoTime)) {
                    if (Thread.currentThread() != thread) {
                        LockSupport.unpark(thread);
                    }
                    return;
                }
                set = ringAt.get();
            }
        }

        @Override
        public void run() {
            while (open) {
                long at = ringAt.get();
                if (at == UNSET) {
                    LockSupport.park(this);
                    continue;
                }
                long left = at - System.nanoTime();
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                } else if (ringAt.compareAndSet(at, UNSET)) {
                    try {
                        ring.run();
                    } catch (RuntimeException e) {
                        log.error("an alarm failed; it stays on", e);
                    }
                }
            }
        }

        @Override
        public void close() {
            open = false;
            LockSupport.unpark(thread);
        }
    }
}
