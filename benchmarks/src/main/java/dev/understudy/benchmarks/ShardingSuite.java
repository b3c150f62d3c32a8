package dev.understudy.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// What is measured of entities on three JVMs, asked from one of them.
final class ShardingSuite {
    private static final int ENTITIES = GridEngine.MOST_ENTITIES;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int AT_ONCE = 1000;
    private static final double NANOS_PER_MILLI = 1e6;

    static final List<Workload> ALL = List.of(
            Workload.ofAll(
                    "sharding.first-touch",
                    "ms",
                    "a fresh cluster, until each of 10,000 entities was asked once, 1,000 asks at a time",
                    false,
                    RemoteSuite.HEAP,
                    (side, workers) -> {
                        try (var grid = Grid.start(side, GridPlan.Shape.TRIO, workers)) {
                            return touch(grid.engine(), ENTITIES);
                        }
                    }),
            asks("ask-1", "random entities of 10,000 are asked, each answer sends the next", 1, 5_000),
            asks("ask-256", "256 asks to random entities of 10,000 are under way", 256, 100_000));

    private ShardingSuite() {}

    private static Workload asks(String name, String summary, int outstanding, int asks) {
        return Workload.ofAll("sharding." + name, "asks/s", summary, true, RemoteSuite.HEAP, (side, workers) -> {
            try (var grid = Grid.start(side, GridPlan.Shape.TRIO, workers)) {
                var engine = grid.engine();
                touch(engine, ENTITIES);
                return AskLoop.chains(Rounds.LONG, random(engine), outstanding, asks);
            }
        });
    }

    /// Entities in an order that is the same for every side. Safe for the chains, which draw at the same time.
    private static Asker random(GridEngine engine) {
        var sequence = new SplittableRandom(1).ints(1 << 20, 0, ENTITIES).toArray();
        var next = new AtomicInteger();
        return () -> engine.ask(sequence[next.getAndIncrement() & (sequence.length - 1)], TIMEOUT);
    }

    /// Asks each entity once.
    static Sample touch(GridEngine engine, int entities) throws InterruptedException {
        var failed = new AtomicInteger();
        var permits = new Semaphore(AT_ONCE);
        long begin = System.nanoTime();
        for (int i = 0; i < entities; i++) {
            permits.acquire();
            var _ = engine.ask(i, TIMEOUT).whenComplete((_, failure) -> {
                if (failure != null) {
                    failed.incrementAndGet();
                }
                permits.release();
            });
        }
        permits.acquire(AT_ONCE);
        if (failed.get() > 0) {
            throw new ForkException("%d of %d entities did not answer".formatted(failed.get(), entities));
        }
        return Sample.of((System.nanoTime() - begin) / NANOS_PER_MILLI);
    }
}
