package dev.understudy.drills;

import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.Set;

/// How a [LoadDriver] asks.
///
/// @param entities how many entities there are, numbered from 0
/// @param busy those that are asked ten times as often as the others
/// @param asksPerSecond how many asks a second to aim at, over all entities
/// @param deadline how long an ask may take
/// @param seed what the mix of the load is drawn from
record LoadPlan(int entities, Set<Integer> busy, int asksPerSecond, Duration deadline, long seed) {
    /// Enough to notice every silence, and a third of what four processes on two cores can do.
    static final int DEFAULT_ASKS_PER_SECOND = 600;

    /// Ten times the longest silence that a healthy grid has; an ask that is lost is asked again then.
    static final Duration DEFAULT_DEADLINE = ofSeconds(1);

    /// How much more often the busy ones are asked.
    static final int BUSY_FACTOR = 10;

    private static final double NANOS_PER_SECOND = 1e9;

    LoadPlan {
        busy = Set.copyOf(busy);
        if (entities < 1) {
            throw new IllegalArgumentException("a load on %d entities: must be 1 or more".formatted(entities));
        }
        if (asksPerSecond < 1) {
            throw new IllegalArgumentException("a load of %d asks/s: must be 1 or more".formatted(asksPerSecond));
        }
    }

    /// The mean time between two asks of an entity.
    long thinkNanos(int entity) {
        long shares = entities + (BUSY_FACTOR - 1L) * busy.size();
        double nanos = NANOS_PER_SECOND * shares / asksPerSecond;
        return Math.round(busy.contains(entity) ? nanos / BUSY_FACTOR : nanos);
    }
}
