package dev.understudy.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How much of a core a system takes that has nothing to do: its own threads, and beside them the whole process with
/// what the JVM itself does.
final class IdleTime {
    private static final int ACTORS = 1000;
    private static final double PERCENT = 100;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private IdleTime() {}

    static Sample measure(LocalEngine engine, Duration length) throws InterruptedException {
        var actors = engine.idle(LocalEngine.IdleKind.PLAIN, ACTORS);
        try {
            // What was just started comes to rest, and compilers finish.
            await(Duration.ofSeconds(5));
            long begin = System.nanoTime();
            long threadsBefore = threadsNanos();
            long processBefore = PROCESS.getProcessCpuTime();
            await(length);
            double nanos = System.nanoTime() - begin;
            return Sample.of(PERCENT * (threadsNanos() - threadsBefore) / nanos)
                    .with("process", PERCENT * (PROCESS.getProcessCpuTime() - processBefore) / nanos);
        } finally {
            Reference.reachabilityFence(actors);
        }
    }

    /// Of all Java threads but this one.
    private static long threadsNanos() {
        return Arrays.stream(THREADS.getAllThreadIds())
                .filter(id -> id != Thread.currentThread().threadId())
                .map(THREADS::getThreadCpuTime)
                .filter(nanos -> nanos > 0)
                .sum();
    }

    private static void await(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        }
    }
}
