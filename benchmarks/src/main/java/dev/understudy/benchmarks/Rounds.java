package dev.understudy.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Repeats a workload until it is warm, then until there is enough to tell its rate.
final class Rounds {
    /// By then the compilers are done with what a workload calls.
    private static final long WARM_NANOS = TimeUnit.MILLISECONDS.toNanos(2000);

    private static final long MEASURED_NANOS = TimeUnit.MILLISECONDS.toNanos(2000);
    private static final int LEAST_ROUNDS = 3;

    /// Counts what threads allocate, those that have ended included.
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Rounds() {}

    /// The median rate of a process, and how many bytes it allocates for each message.
    static Sample rate(Iteration iteration) throws InterruptedException {
        repeat(iteration, WARM_NANOS);
        long allocatedBefore = THREADS.getTotalThreadAllocatedBytes();
        var rounds = repeat(iteration, MEASURED_NANOS);
        long allocated = THREADS.getTotalThreadAllocatedBytes() - allocatedBefore;
        long messages = rounds.stream().mapToLong(Round::messages).sum();
        return Sample.of(Summary.of(rounds.stream().map(Round::perSecond).toList())
                        .median())
                .with("allocated_bytes", (double) allocated / messages);
    }

    /// The rate of a single round, which finds everything cold.
    static Sample once(Iteration iteration) throws InterruptedException {
        long begin = System.nanoTime();
        long messages = iteration.run();
        return Sample.of(new Round(messages, System.nanoTime() - begin).perSecond());
    }

    private record Round(long messages, long nanos) {
        double perSecond() {
            return messages * 1e9 / nanos;
        }
    }

    private static List<Round> repeat(Iteration iteration, long atLeastNanos) throws InterruptedException {
        List<Round> rounds = new ArrayList<>();
        long begin = System.nanoTime();
        long now = begin;
        while (rounds.size() < LEAST_ROUNDS || now - begin < atLeastNanos) {
            long messages = iteration.run();
            long after = System.nanoTime();
            rounds.add(new Round(messages, after - now));
            now = after;
        }
        return rounds;
    }
}
