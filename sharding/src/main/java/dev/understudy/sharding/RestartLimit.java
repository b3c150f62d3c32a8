package dev.understudy.sharding;

import static java.time.Duration.ofMinutes;

import dev.understudy.actor.Directive;
import java.time.Duration;
import java.util.ArrayDeque;

/// How often one activation of an entity may be restarted: ten times within a minute. Beyond, the entity is stopped,
/// and its next message activates it anew.
///
/// The limit of a supervisor's strategy would escalate instead: one entity that keeps failing would take along all
/// others of its shard. So the entity's factory counts, and refuses, and the shard's decider stops what was refused.
///
/// Belongs to one activation.
final class RestartLimit {
    static final Duration WINDOW = ofMinutes(1);
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

    /// What a shard does about an entity that failed.
    static Directive decide(Throwable failure) {
        return failure instanceof TooManyRestartsException ? Directive.STOP : Directive.RESTART;
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
