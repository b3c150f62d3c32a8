package dev.understudy.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Asks entities again and again, strikes, and sees when the last of them is back: when an ask was answered that was
/// sent after the victim could answer no more. The time counts from before the strike.
final class Outage {
    /// How long an ask waits for its answer.
    private static final Duration PATIENCE = Duration.ofMillis(500);
    /// How long after an answer an entity is asked again.
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    /// How long after an ask that has failed.
    private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(10);
    /// For how long everything must go well first.
    private static final long SETTLE = TimeUnit.SECONDS.toNanos(3);
    /// After so long it is given up.
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(90);

    private static final long TICK = TimeUnit.MICROSECONDS.toNanos(500);
    private static final double NANOS_PER_MILLI = 1e6;

    private final GridEngine engine;
    private final List<Probe> probes;

    /// Whether asks that are sent now count.
    private volatile boolean isStruck;

    Outage(GridEngine engine, int entities) {
        this.engine = engine;
        probes = IntStream.range(0, entities).mapToObj(Probe::new).toList();
    }

    /// What is done to the victim; returns when it can answer no more.
    @FunctionalInterface
    interface Strike {
        void run() throws InterruptedException;
    }

    Sample measure(Strike strike) throws InterruptedException {
        long begin = System.nanoTime();
        askUntil(begin + SETTLE);
        if (probes.stream().anyMatch(probe -> !probe.answered)) {
            throw new ForkException("not every entity answered before the strike, so this run tells nothing");
        }
        long struck = System.nanoTime();
        strike.run();
        isStruck = true;
        askUntil(struck + LIMIT);
        long last = probes.stream()
                .mapToLong(probe -> probe.isBack ? probe.backAt - struck : LIMIT)
                .max()
                .orElseThrow();
        return Sample.of(last / NANOS_PER_MILLI).with("not_back", (double)
                probes.stream().filter(probe -> !probe.isBack).count());
    }

    /// Asks whoever is due, until then or until all are back.
    private void askUntil(long end) {
        for (long now = System.nanoTime();
                now - end < 0 && !probes.stream().allMatch(probe -> probe.isBack);
                now = System.nanoTime()) {
            for (var probe : probes) {
                probe.askIfDue(now);
            }
            LockSupport.parkNanos(TICK);
        }
    }

    /// One entity. It is asked by one thread and answers on others, never both at once.
    private final class Probe {
        private final int entity;
        private volatile boolean isWaiting;
        private volatile boolean answered;
        private volatile boolean isBack;
        private long due = System.nanoTime();
        private long backAt;

        Probe(int entity) {
            this.entity = entity;
        }

        void askIfDue(long now) {
            if (isWaiting || now - due < 0) {
                return;
            }
            isWaiting = true;
            boolean counts = isStruck;
            var _ = engine.ask(entity, PATIENCE).whenComplete((_, failure) -> {
                long arrived = System.nanoTime();
                due = arrived + (failure == null ? PAUSE : RETRY);
                if (failure == null) {
                    answered = true;
                    if (counts && !isBack) {
                        backAt = arrived;
                        isBack = true;
                    }
                }
                isWaiting = false;
            });
        }
    }
}
