package dev.understudy.drills;

import java.util.Set;

/// One ask of the load. Times are [System#nanoTime] of the driver.
///
/// @param entity the number of the entity that was asked, from 0
/// @param others entities without which it could not answer
/// @param begunNanos when it was asked
/// @param endedNanos when the answer or the failure arrived
/// @param outcome how it ended
record Attempt(int entity, Set<Integer> others, long begunNanos, long endedNanos, Outcome outcome) {
    Attempt {
        others = Set.copyOf(others);
        if (entity < 0) {
            throw new IllegalArgumentException("entity is " + entity + ", must not be negative");
        }
        if (endedNanos - begunNanos < 0) {
            throw new IllegalArgumentException("an ask ended " + (begunNanos - endedNanos) + " ns before it began");
        }
    }

    /// An ask that its entity answers alone.
    Attempt(int entity, long begunNanos, long endedNanos, Outcome outcome) {
        this(entity, Set.of(), begunNanos, endedNanos, outcome);
    }

    boolean isAcked() {
        return outcome == Outcome.ACKED;
    }

    /// Whether some moment of this ask lies between the two given ones.
    boolean touches(long fromNanos, long toNanos) {
        return endedNanos - fromNanos >= 0 && begunNanos - toNanos <= 0;
    }
}
