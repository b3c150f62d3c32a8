package dev.understudy.integration.offenders.testkit;

import java.time.Clock;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// Breaks nothing: takes its clock, seed and executor as parameters.
public final class HandedAll {

    private HandedAll() {}

    static Instant now(Clock clock) {
        return Instant.now(clock);
    }

    static RandomGenerator random(long seed) {
        return new SplittableRandom(seed);
    }

    static CompletableFuture<String> later(Executor executor) {
        return CompletableFuture.supplyAsync(() -> "done", executor);
    }
}
