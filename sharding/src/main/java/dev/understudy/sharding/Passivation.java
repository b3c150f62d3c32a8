package dev.understudy.sharding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Advises which entities should leave memory: those that have been idle for long, and, where there are too many,
/// those of the least use, by Caffeine's W-TinyLFU (Einziger, Friedman and Manes 2017).
///
/// Only an adviser: the [Shard] of the entity decides, and one that is busy stays and is noted again. Caffeine's
/// maintenance and callbacks run on one thread of our own, so that it disturbs neither actors nor the common pool.
///
/// Thread-safe.
///
/// @param <E> an entity
final class Passivation<E> {
    private static final Object RESIDENT = new Object();
    private static final Logger log = LoggerFactory.getLogger(Passivation.class);

    private final Optional<Cache<E, Object>> cache;
    private final Executor thread;

    /// @param thread where Caffeine does its housekeeping
    Passivation(PassivationPolicy policy, Consumer<E> advise, ScheduledExecutorService thread) {
        this.thread = thread;
        this.cache = policy.isNever()
                ? Optional.empty()
                : Optional.of(cache(
                        policy, advise, Ticker.systemTicker(), thread, Scheduler.forScheduledExecutorService(thread)));
    }

    /// The cache of advice by itself: a test gives it an executor, a ticker and a scheduler of its own.
    static <E> Cache<E, Object> cache(
            PassivationPolicy policy, Consumer<E> advise, Ticker ticker, Executor executor, Scheduler scheduler) {
        var builder = Caffeine.newBuilder().executor(executor).ticker(ticker).scheduler(scheduler);
        policy.after().ifPresent(builder::expireAfterAccess);
        policy.maxResident().ifPresent(builder::maximumSize);
        return builder.removalListener((@Nullable E target, @Nullable Object _, RemovalCause cause) -> {
                    if (target != null && cause.wasEvicted()) {
                        advise.accept(target);
                    }
                })
                .build();
    }

    /// An entity was activated, or got a message.
    void used(E target) {
        cache.ifPresent(residents -> {
            if (residents.getIfPresent(target) == null) {
                residents.put(target, RESIDENT);
                tidyUp(residents);
            }
        });
    }

    /// A put that comes while Caffeine ends its maintenance waits for the next one, which on a thread of our own only
    /// the next use of the cache would bring: what is too much would stay as long as nothing happens.
    private void tidyUp(Cache<E, Object> residents) {
        try {
            thread.execute(residents::cleanUp);
        } catch (RejectedExecutionException _) {
            log.debug("no advice any more: the node closes");
        }
    }

    /// An entity has left memory.
    void left(E target) {
        cache.ifPresent(residents -> residents.invalidate(target));
    }
}
