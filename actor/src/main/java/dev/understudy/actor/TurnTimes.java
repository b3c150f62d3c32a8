package dev.understudy.actor;

import java.time.Duration;
import java.util.Arrays;

/// How long turns took, of those that were looked at: one activation in [#SAMPLE_EVERY] of each worker, and
/// each of a blocking actor. An activation of several turns counts once, with their mean. Immutable.
public final class TurnTimes {

    /// A look costs two readings of the clock, some tens of nanoseconds, which is too much for each activation
    /// and nothing for one in so many.
    public static final int SAMPLE_EVERY = 64;

    /// Up to 2 ns, up to 4 ns, and so on: the last holds all that is longer than about nine minutes.
    static final int BUCKETS = 40;

    static final TurnTimes NONE = new TurnTimes(new long[BUCKETS]);

    private final long[] counts;

    /// @param counts of each bucket
    TurnTimes(long[] counts) {
        this.counts = counts.clone();
    }

    /// The bucket of a duration.
    static int bucketOf(long nanos) {
        return Math.clamp(63 - Long.numberOfLeadingZeros(Math.max(1, nanos)), 0, BUCKETS - 1);
    }

    /// These and others together.
    TurnTimes plus(long[] others) {
        var sum = counts.clone();
        for (int i = 0; i < BUCKETS; i++) {
            sum[i] += others[i];
        }
        return new TurnTimes(sum);
    }

    /// How many were looked at.
    public long samples() {
        return Arrays.stream(counts).sum();
    }

    /// So long, or up to half of that, took the turn that this share of all were no longer than; zero if none
    /// was looked at.
    ///
    /// @param share as in 0.99
    public Duration percentile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " is not between 0 and 1");
        }
        long left = (long) Math.ceil(share * samples());
        for (int i = 0; i < BUCKETS; i++) {
            left -= counts[i];
            if (left <= 0 && counts[i] > 0) {
                return Duration.ofNanos(1L << (i + 1));
            }
        }
        return Duration.ZERO;
    }
}
