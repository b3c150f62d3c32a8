package dev.understudy.benchmarks;

import java.util.concurrent.CompletableFuture;

/// Sends one request.
@FunctionalInterface
interface Asker {
    /// The answer to come.
    CompletableFuture<?> ask();
}
