package dev.understudy.drills;

import java.util.concurrent.locks.LockSupport;

/// Waits by the clock: a drill lasts as long as it was told to.
final class Pause {
    private Pause() {}

    /// Returns when [System#nanoTime] has reached the moment.
    ///
    /// @throws GridException if the thread is interrupted
    static void until(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new GridException("interrupted while waiting");
            }
        }
    }
}
