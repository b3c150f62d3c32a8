package dev.understudy.actor;

import java.util.Arrays;

/// What one thread counts, by kind of actor. Written by that thread only, plainly; others read recent values.
final class Tally {

    private static final int KINDS = 16;

    private long[] received = new long[KINDS];
    private long[] sent = new long[KINDS];
    /// The buckets of the first kind, then those of the next, and so on.
    private long[] times = new long[KINDS * TurnTimes.BUCKETS];

    /// Adds an activation.
    ///
    /// @param nanos how long each of its turns took on the average, or -1 if that was not looked at
    void add(int kind, int messages, int sentMessages, long nanos) {
        if (kind >= received.length) {
            grow(kind);
        }
        received[kind] += messages;
        sent[kind] += sentMessages;
        if (nanos >= 0) {
            times[kind * TurnTimes.BUCKETS + TurnTimes.bucketOf(nanos)]++;
        }
    }

    private void grow(int kind) {
        int size = Math.max(kind + 1, 2 * received.length);
        sent = Arrays.copyOf(sent, size);
        times = Arrays.copyOf(times, size * TurnTimes.BUCKETS);
        // Last, as it is what the check above looks at.
        received = Arrays.copyOf(received, size);
    }

    long received(int kind) {
        return at(received, kind);
    }

    long sent(int kind) {
        return at(sent, kind);
    }

    private static long at(long[] counts, int kind) {
        return kind < counts.length ? counts[kind] : 0;
    }

    /// The samples of a kind, added to others.
    TurnTimes times(int kind, TurnTimes others) {
        var all = times;
        int first = kind * TurnTimes.BUCKETS;
        return first >= all.length ? others : others.plus(Arrays.copyOfRange(all, first, first + TurnTimes.BUCKETS));
    }
}
