package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Function;

/// How a parent answers its children's failures, as data: scope, decider, restart limit, backoff.
///
/// The failing message is not retried. A restart keeps the child's ref, mailbox and watchers, and undoes what the
/// old behavior had set up through its context: children, timers, its own watches, receive timeout, strategy; its
/// stash goes back in front of the mailbox.
///
/// @param scope which children a restart or stop reaches
/// @param decider what to do about a failure; one that throws means escalate
/// @param maxRestarts at most so many restarts within `window`, then the failure escalates; with [Scope#ONE_FOR_ONE]
///     counted for each child, otherwise for the whole group
/// @param window the span of time in which restarts are counted
/// @param backoff how long to wait before a restart
public record SupervisorStrategy(
        Scope scope,
        Function<? super Throwable, Directive> decider,
        int maxRestarts,
        Duration window,
        Backoff backoff) {

    /// Enough for a hiccup of what an actor depends on, few enough that a bug which comes back at each start shows
    /// within moments.
    public static final int DEFAULT_MAX_RESTARTS = 10;

    /// Long enough that one failure every few seconds still counts as trouble.
    public static final Duration DEFAULT_WINDOW = Duration.ofMinutes(1);

    /// What supervises children whose parent says nothing, and top-level actors: restart on an exception, escalate
    /// an [Error]; ten restarts in a minute. What reaches the guardian of top-level actors stops the actor and is
    /// logged.
    public static final SupervisorStrategy DEFAULT = oneForOne(SupervisorStrategy::decideByDefault);

    public SupervisorStrategy {
        requireNonNull(scope, "scope");
        requireNonNull(decider, "decider");
        requireNonNull(backoff, "backoff");
        if (maxRestarts < 0) {
            throw new IllegalArgumentException("maxRestarts: " + maxRestarts + " is negative");
        }
        if (!window.isPositive()) {
            throw new IllegalArgumentException("window: " + window + " is not positive");
        }
    }

    /// Which children a restart or stop reaches, with Erlang's meaning. They stop right to left and start left to
    /// right.
    public enum Scope {
        /// The one that failed.
        ONE_FOR_ONE,
        /// All children.
        ALL_FOR_ONE,
        /// The one that failed and those started after it.
        REST_FOR_ONE
    }

    /// How long to wait before a restart: `min` at first, doubled at each restart within the window, up to `max`;
    /// each shortened at random by up to `jitter`.
    ///
    /// @param min the first wait; zero for none
    /// @param max the longest wait
    /// @param jitter between 0 and 1
    public record Backoff(Duration min, Duration max, double jitter) {

        /// Restart at once.
        public static final Backoff NONE = new Backoff(Duration.ZERO, Duration.ZERO, 0);

        public Backoff {
            if (min.isNegative() || max.compareTo(min) < 0) {
                throw new IllegalArgumentException("backoff: from " + min + " to " + max + " is no range");
            }
            if (!(jitter >= 0 && jitter <= 1)) {
                throw new IllegalArgumentException("jitter: " + jitter + " is not between 0 and 1");
            }
        }

        /// The wait before restart number `attempt` (from 1) within the window, given a random number from 0 to 1.
        Duration before(int attempt, double random) {
            if (min.isZero()) {
                return Duration.ZERO;
            }
            // Shifted no further than doubling can matter, so that it can't overflow.
            double nanos = Math.min((double) max.toNanos(), min.toNanos() * Math.pow(2, Math.min(attempt - 1, 62)));
            return Duration.ofNanos((long) (nanos * (1 - jitter * random)));
        }
    }

    /// Only the failed child is restarted or stopped.
    public static SupervisorStrategy oneForOne(Function<? super Throwable, Directive> decider) {
        return new SupervisorStrategy(Scope.ONE_FOR_ONE, decider, DEFAULT_MAX_RESTARTS, DEFAULT_WINDOW, Backoff.NONE);
    }

    /// All children are restarted or stopped when one fails.
    public static SupervisorStrategy allForOne(Function<? super Throwable, Directive> decider) {
        return new SupervisorStrategy(Scope.ALL_FOR_ONE, decider, DEFAULT_MAX_RESTARTS, DEFAULT_WINDOW, Backoff.NONE);
    }

    /// The failed child and those started after it are restarted or stopped.
    public static SupervisorStrategy restForOne(Function<? super Throwable, Directive> decider) {
        return new SupervisorStrategy(Scope.REST_FOR_ONE, decider, DEFAULT_MAX_RESTARTS, DEFAULT_WINDOW, Backoff.NONE);
    }

    /// At most so many restarts within so much time, then escalate.
    public SupervisorStrategy withRestartLimit(int maxRestarts, Duration window) {
        return new SupervisorStrategy(scope, decider, maxRestarts, window, backoff);
    }

    /// Waits between `min` and `max` before a restart, longer each time; see [Backoff].
    public SupervisorStrategy withBackoff(Duration min, Duration max, double jitter) {
        return new SupervisorStrategy(scope, decider, maxRestarts, window, new Backoff(min, max, jitter));
    }

    private static Directive decideByDefault(Throwable failure) {
        return failure instanceof Exception ? Directive.RESTART : Directive.ESCALATE;
    }
}
