package dev.understudy.drills;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps asking all entities. Each has a virtual thread of its own, which tells it something now and then, asks
/// it, waits for the answer, writes it down and thinks; so no entity ever has two asks outstanding, and its
/// history is a sequence.
///
/// [#hurry] ends the think time of entities whose answer is wanted now: after a fault the figures must tell how
/// long the grid took and not how long nobody asked. The same mix is asked whenever the seed is the same; which
/// answers come when is up to the grid.
final class LoadDriver implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LoadDriver.class);

    /// How soon an entity that did not answer is asked again: soon enough to measure by.
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /// An ask that ends neither in time nor at all is a bug of the grid; this much later it is written down as
    /// one.
    private static final Duration GRACE = Duration.ofSeconds(5);

    /// Every other ask comes with a tell before it.
    private static final int TELL_PERCENT = 50;

    private static final int PERCENT = 100;
    private static final int MOST_REPORTED = 10;

    private final Workload.Session session;
    private final LoadPlan plan;
    private final History history;
    private final List<Semaphore> wakes;
    private final AtomicInteger reported = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean isRunning = true;

    LoadDriver(Workload.Session session, LoadPlan plan, History history) {
        this.session = session;
        this.plan = plan;
        this.history = history;
        this.wakes = IntStream.range(0, plan.entities())
                .mapToObj(_ -> new Semaphore(0))
                .toList();
    }

    /// Begins to ask.
    void begin() {
        for (int entity = 0; entity < plan.entities(); entity++) {
            int number = entity;
            threads.execute(() -> tend(number));
        }
    }

    /// Asks these entities at once, instead of when their think time is over.
    void hurry(Collection<Integer> entities) {
        entities.forEach(entity -> wakes.get(entity).release());
    }

    /// Ends the load, and returns when the last ask has ended.
    @Override
    public void close() {
        isRunning = false;
        wakes.forEach(Semaphore::release);
        threads.close();
    }

    private void tend(int entity) {
        RandomGenerator random = new SplittableRandom(plan.seed() * plan.entities() + entity);
        long think = plan.thinkNanos(entity);
        try {
            pause(entity, random.nextLong(think));
            while (isRunning) {
                if (random.nextInt(PERCENT) < TELL_PERCENT) {
                    session.tell(entity);
                }
                Attempt attempt = ask(entity, random);
                history.add(attempt);
                pause(entity, attempt.isAcked() ? random.nextLong(think / 2, think + think / 2) : RETRY_NANOS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // The load is over.
        }
    }

    private Attempt ask(int entity, RandomGenerator random) {
        long begun = System.nanoTime();
        Asked asked = session.ask(entity, random, plan.deadline());
        return asked.answer()
                .orTimeout(plan.deadline().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)
                .handle((_, failure) -> {
                    Outcome outcome = Outcome.of(failure);
                    if (outcome == Outcome.FAILED) {
                        report(entity, failure);
                    }
                    return new Attempt(entity, asked.others(), begun, System.nanoTime(), outcome);
                })
                .join();
    }

    /// Failures that no ask should have are told to people too, the first few of them.
    private void report(int entity, Throwable failure) {
        if (reported.incrementAndGet() <= MOST_REPORTED) {
            log.warn("an ask to entity {} failed", entity, failure);
        }
    }

    private void pause(int entity, long nanos) throws InterruptedException {
        if (wakes.get(entity).tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
            wakes.get(entity).drainPermits();
        }
    }
}
