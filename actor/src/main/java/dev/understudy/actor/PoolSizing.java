package dev.understudy.actor;

import java.time.Duration;

/// How a pool follows its load. Pure: says how many workers there should be.
///
/// @param min at least so many
/// @param max at most so many
/// @param every how long between looks
record PoolSizing(int min, int max, Duration every) {

    /// So many calm looks in a row before a pool shrinks: a lull is short, and a worker that was let go in it
    /// has to be made again.
    private static final int CALM_LOOKS = 10;

    PoolSizing {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException("size of a pool: from " + min + " to " + max + " is no range");
        }
        if (!every.isPositive()) {
            throw new IllegalArgumentException("every: " + every + " is not positive");
        }
    }

    /// What to do.
    ///
    /// @param size how many workers there should be
    /// @param calmLooks for how many looks in a row there has been little to do
    record Decision(int size, int calmLooks) {}

    /// The size closest to this one.
    int within(int size) {
        return Math.clamp(size, min, max);
    }

    /// Looks at a pool.
    ///
    /// @param size how many workers there are
    /// @param busy how many of them are at work
    /// @param waiting how many messages wait for them
    /// @param calmLooks as decided at the last look
    Decision decide(int size, int busy, int waiting, int calmLooks) {
        if (waiting > size) {
            return new Decision(within(size + Math.max(1, size / 4)), 0);
        }
        boolean calm = waiting == 0 && 2 * busy < size;
        if (!calm) {
            return new Decision(within(size), 0);
        }
        return calmLooks + 1 < CALM_LOOKS
                ? new Decision(within(size), calmLooks + 1)
                : new Decision(within(size - Math.max(1, size / 8)), 0);
    }
}
