package dev.understudy.benchmarks;

/// A process that was to measure something has ended without a sample.
final class ForkException extends RuntimeException {
    ForkException(String message) {
        super(message);
    }
}
