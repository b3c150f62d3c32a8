package dev.understudy.sharding;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.understudy.actor.Directive;
import dev.understudy.actor.Signal;
import dev.understudy.actor.SupervisorStrategy;
import java.time.Duration;
import java.util.ArrayDeque;

/// What supervises an entity: it is restarted when it fails, after a pause that doubles each time, ten times within a
/// minute at most. Beyond, it is stopped, and its shard puts it in quarantine.
///
/// The limit of a supervisor's strategy would escalate instead: one entity that keeps failing would take along all
/// others of its shard. So the entity's factory counts, and refuses, and the shard's decider stops what was refused.
///
/// Belongs to one activation.
final class RestartLimit {
    private static final Duration WINDOW = ofMinutes(1);
    /// Hardly noticed after a hiccup.
    private static final Duration SHORTEST_PAUSE = ofMillis(5);
    /// All ten take three seconds: time enough for what the entity depends on, and no wait for ever.
    private static final Duration LONGEST_PAUSE = ofSeconds(1);
    private static final double JITTER = 0.2;
    private static final int MOST_RESTARTS = 10;

    /// The entity has been restarted too often.
    private static final class TooManyRestartsException extends RuntimeException {
        TooManyRestartsException(String entity) {
            super("%s was restarted %d times within %s".formatted(entity, MOST_RESTARTS, WINDOW), null, false, false);
        }
    }

    private final String entity;
    private final ArrayDeque<Long> starts = new ArrayDeque<>();

    RestartLimit(String entity) {
        this.entity = entity;
    }

    /// How a shard supervises its entities.
    static SupervisorStrategy strategy() {
        return SupervisorStrategy.oneForOne(RestartLimit::decide)
                .withRestartLimit(Integer.MAX_VALUE, WINDOW)
                .withBackoff(SHORTEST_PAUSE, LONGEST_PAUSE, JITTER);
    }

    private static Directive decide(Throwable failure) {
        return failure instanceof TooManyRestartsException ? Directive.STOP : Directive.RESTART;
    }

    /// Whether an entity ended because it failed too often.
    static boolean isExceeded(Signal.Cause cause) {
        return cause instanceof Signal.Cause.Failed(var failure) && failure instanceof TooManyRestartsException;
    }

    /// The entity starts: for the first time, or again.
    ///
    /// @param now in nanoseconds
    void starts(long now) {
        while (!starts.isEmpty() && now - starts.peekFirst() >= WINDOW.toNanos()) {
            starts.removeFirst();
        }
        if (starts.size() > MOST_RESTARTS) {
            throw new TooManyRestartsException(entity);
        }
        starts.addLast(now);
    }
}
