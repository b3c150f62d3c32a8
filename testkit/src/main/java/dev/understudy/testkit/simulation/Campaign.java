package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/// Many seeds, each a run of its own, on some threads. What it finds does not depend on their number.
public final class Campaign {
    private static final int FLOOR_FROM = 200;

    private Campaign() {}

    /// What became of a campaign.
    ///
    /// @param seeds how many were run
    /// @param violated the seeds that violated an invariant, with what
    /// @param coverage what all of them came through
    public record Result(long seeds, List<Found> violated, Coverage coverage) {
        /// Whether the campaign exercised enough to mean something. Small ones are not asked.
        public List<String> belowFloor() {
            var below = new ArrayList<String>();
            if (seeds < FLOOR_FROM) {
                return below;
            }
            floor(below, "takeovers", coverage.takeovers, 600);
            floor(below, "lease_waits", coverage.leaseWaits, 60);
            floor(below, "handoffs", coverage.handoffs, 500);
            floor(below, "acks", coverage.acks, 12_000);
            floor(below, "merges", coverage.merges, 100);
            floor(below, "cold_restarts", coverage.coldRestarts, 200);
            return below;
        }

        private void floor(List<String> below, String name, long seen, long perThousand) {
            if (seen < perThousand * seeds / 1000) {
                below.add(name + ": " + seen + ", and at least " + perThousand + " in a thousand seeds are wanted");
            }
        }
    }

    /// A violation and its seed.
    public record Found(long seed, Violation violation) {}

    /// Runs the seeds from a first one on.
    ///
    /// @param scenarios what a seed stands for
    /// @param progress is told the number of finished seeds now and then
    public static Result run(
            LongFunction<Scenario> scenarios, long from, long count, int threads, LongConsumer progress)
            throws InterruptedException {
        var next = new AtomicLong(from);
        var finished = new AtomicLong();
        var coverage = new Coverage();
        var violated = new ArrayList<Found>();
        try (var workers = Executors.newFixedThreadPool(threads)) {
            var parts = new ArrayList<Future<Part>>();
            for (int t = 0; t < threads; t++) {
                parts.add(workers.submit(() -> work(scenarios, next, from + count, finished, progress)));
            }
            for (var part : parts) {
                var done = part.get();
                coverage.add(done.coverage());
                violated.addAll(done.violated());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulation failed outside its own judgement", e.getCause());
        }
        violated.sort((a, b) -> Long.compare(a.seed(), b.seed()));
        return new Result(count, List.copyOf(violated), coverage);
    }

    private record Part(Coverage coverage, List<Found> violated) {}

    private static Part work(
            LongFunction<Scenario> scenarios, AtomicLong next, long end, AtomicLong finished, LongConsumer progress) {
        var coverage = new Coverage();
        var violated = new ArrayList<Found>();
        for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            long run = seed;
            var simulation = new Simulation(scenarios.apply(seed), Rules.all(), null);
            simulation.run().ifPresent(violation -> violated.add(new Found(run, violation)));
            coverage.add(simulation.coverage());
            progress.accept(finished.incrementAndGet());
        }
        return new Part(coverage, violated);
    }
}
