package dev.understudy.actor;

/// A [CircuitBreaker] let a call not pass, so it was certainly not made: do without, or try again later.
public final class CircuitOpenException extends UndeliverableException {

    private static final DeadLetter.Reason CIRCUIT_OPEN = new DeadLetter.Reason("CIRCUIT_OPEN");

    CircuitOpenException(String breaker) {
        super("circuit breaker " + breaker + " is open: it let the call not pass", CIRCUIT_OPEN);
    }
}
