package dev.understudy.benchmarks;

import static java.time.Duration.ofSeconds;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Repeats a workload until it is warm, then until there is enough to tell its rate.
///
/// @param warm by then the compilers are done with what a workload calls
/// @param measured for how long it is measured
record Rounds(Duration warm, Duration measured) {
    /// For one process.
    static final Rounds SHORT = new Rounds(ofSeconds(2), ofSeconds(2));

    /// For several processes whose compilers share the machine.
    static final Rounds LONG = new Rounds(ofSeconds(6), ofSeconds(4));

    private static final int LEAST_ROUNDS = 3;

    /// Counts what threads allocate, those that have ended included.
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// The median rate of a process, and how many bytes it allocates for each message.
    Sample rate(Iteration iteration) throws InterruptedException {
        repeat(iteration, warm.toNanos());
        long allocatedBefore = THREADS.getTotalThreadAllocatedBytes();
        var rounds = repeat(iteration, measured.toNanos());
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
