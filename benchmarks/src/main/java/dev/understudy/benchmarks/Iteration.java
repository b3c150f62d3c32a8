package dev.understudy.benchmarks;

/// One round of a workload, from the first message to the last.
@FunctionalInterface
interface Iteration {
    /// Runs it and waits for its end.
    ///
    /// @return how many messages (or asks, or actors) that were
    long run() throws InterruptedException;
}
