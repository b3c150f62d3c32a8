package dev.understudy.cluster.jgroups;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place where this room makes threads.
///
/// They are platform threads, three for each peer. Virtual ones would be cheaper and wrong: they share carriers
/// with `blocking()` actors and are not time-sliced, so a few of those busy computing would stop our writers, and
/// with them the signs of life that keep this node in the cluster.
final class Threads {
    private static final Logger log = LoggerFactory.getLogger(Threads.class);

    private final String owner;

    /// @param owner name of the node, part of every thread's name
    Threads(String owner) {
        this.owner = owner;
    }

    /// The control loop: one thread, tasks in order, timers.
    ScheduledExecutorService loop() {
        var loop = new ScheduledThreadPoolExecutor(1, factory("control-loop"), new ThreadPoolExecutor.DiscardPolicy());
        loop.setRemoveOnCancelPolicy(true);
        return loop;
    }

    /// One thread that takes tasks in order. After its shutdown tasks are discarded: their peer is gone.
    ThreadPoolExecutor reader(String peer) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                factory("reader-" + peer),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /// A thread for one task.
    Executor once(String name) {
        return task -> start(name, task);
    }

    void start(String name, Runnable task) {
        factory(name).newThread(task).start();
    }

    /// Repeats a task on the loop until that is shut down.
    @SuppressWarnings("FutureReturnValueIgnored") // a guarded task has no failure to report, and nobody cancels it
    void every(ScheduledExecutorService loop, Duration period, Runnable task) {
        loop.scheduleWithFixedDelay(guarded(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Runs a task on the loop once.
    @SuppressWarnings("FutureReturnValueIgnored") // likewise
    void after(ScheduledExecutorService loop, Duration delay, Runnable task) {
        loop.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// A task whose failure is logged and doesn't end the thread.
    Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("a task of the control loop of {} failed", owner, e);
            }
        };
    }

    private ThreadFactory factory(String name) {
        return Thread.ofPlatform()
                .daemon()
                .name("understudy-" + owner + "-" + name)
                .factory();
    }
}
