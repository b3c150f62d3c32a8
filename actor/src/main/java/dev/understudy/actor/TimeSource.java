package dev.understudy.actor;

import java.time.Instant;

/// Where a system takes its time from: the clocks of the machine, or a virtual clock that a test moves. Thread-safe.
public interface TimeSource {

    /// Monotonic nanoseconds since some arbitrary moment; only differences mean something.
    long nanoTime();

    /// The wall clock.
    Instant now();

    /// An alarm clock that calls `ring`, on a thread of its own or on the one that moves the time; one call at a
    /// time.
    Alarm alarm(String name, Runnable ring);

    /// The clocks of this machine.
    static TimeSource system() {
        return SystemTimeSource.INSTANCE;
    }

    /// One alarm clock.
    interface Alarm extends AutoCloseable {

        /// Rings once when [TimeSource#nanoTime] reaches this, unless it is set to ring earlier already.
        void ringBy(long nanoTime);

        /// Rings no more.
        @Override
        void close();
    }
}
