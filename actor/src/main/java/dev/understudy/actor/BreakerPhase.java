package dev.understudy.actor;

import java.time.Duration;

/// Where a [CircuitBreaker] stands. Pure: time is an argument.
///
/// ```text
///            failures in a row reach the limit        the reset timeout is over,
///  CLOSED ────────────────────────────────────▶ OPEN ──── and a call comes ────▶ HALF_OPEN
///   ▲  │ success: count from 0                   ▲                               │  │
///   └──┘                                         └──── the probe fails ──────────┘  │
///   ▲                                                  (twice the reset timeout)    │
///   └──────────────────────────────── the probe succeeds ───────────────────────────┘
/// ```
sealed interface BreakerPhase {

    /// Calls pass.
    ///
    /// @param failures how many have failed in a row
    record Closed(int failures) implements BreakerPhase {}

    /// No call passes.
    ///
    /// @param until the end of the reset timeout
    /// @param times how often in a row it has opened
    record Open(long until, int times) implements BreakerPhase {}

    /// One call, the probe, is under way.
    ///
    /// @param times as in [Open]
    record HalfOpen(int times) implements BreakerPhase {}

    /// The phase after a call asks to pass at this time. It may, unless that is (still) open, or was half-open
    /// before.
    default BreakerPhase called(long now) {
        return this instanceof Open(long until, int times) && now - until >= 0 ? new HalfOpen(times) : this;
    }

    /// The phase after a call that passed in this one has succeeded.
    default BreakerPhase succeeded() {
        return this instanceof Open ? this : new Closed(0);
    }

    /// The phase after a call that passed in this one has failed.
    default BreakerPhase failed(CircuitBreaker.Settings settings, long now) {
        return switch (this) {
            case Closed(int failures) when failures + 1 < settings.maxFailures() -> new Closed(failures + 1);
            case Closed _ -> new Open(now + wait(settings, 1).toNanos(), 1);
            case HalfOpen(int times) -> new Open(now + wait(settings, times + 1).toNanos(), times + 1);
            case Open open -> open;
        };
    }

    private static Duration wait(CircuitBreaker.Settings settings, int times) {
        double doubled = settings.resetTimeout().toNanos() * Math.pow(2, Math.min(times - 1, 62));
        return Duration.ofNanos(
                (long) Math.min((double) settings.maxResetTimeout().toNanos(), doubled));
    }

    /// What users see of it.
    default CircuitBreaker.State state() {
        return switch (this) {
            case Closed _ -> CircuitBreaker.State.CLOSED;
            case Open _ -> CircuitBreaker.State.OPEN;
            case HalfOpen _ -> CircuitBreaker.State.HALF_OPEN;
        };
    }
}
