package dev.understudy.integration.offenders.actor;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// One method for each way of picking something out of the air. Method names start with the name of what they use.
@SuppressWarnings("all") // Error Prone rightly complains of most of these lines; being wrong is what they are for.
public final class PicksOutOfTheAir {

    private PicksOutOfTheAir() {}

    static long clockByMillis() {
        return System.currentTimeMillis();
    }

    static LongSupplier clockByReference() {
        return System::nanoTime;
    }

    static Instant clockByInstant() {
        return Instant.now();
    }

    static LocalDate clockByDate() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    static CompletableFuture<String> clockByHiddenTimer(CompletableFuture<String> future) {
        return future.orTimeout(1, TimeUnit.SECONDS);
    }

    static void sleepByThread() throws InterruptedException {
        Thread.sleep(1);
    }

    static void sleepByUnit() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1);
    }

    static Random randomByConstructor() {
        return new Random();
    }

    static Supplier<SplittableRandom> randomByReference() {
        return SplittableRandom::new;
    }

    static int randomByThread() {
        return ThreadLocalRandom.current().nextInt();
    }

    static UUID randomByUuid() {
        return UUID.randomUUID();
    }

    static Thread threadByConstructor(Runnable task) {
        return new Thread(task);
    }

    static Thread threadByBuilder(Runnable task) {
        return Thread.ofVirtual().unstarted(task);
    }

    static ExecutorService threadByPool() {
        return Executors.newCachedThreadPool();
    }

    static ForkJoinPool common_poolByName() {
        return ForkJoinPool.commonPool();
    }

    static CompletableFuture<String> common_poolByDefault() {
        return CompletableFuture.supplyAsync(() -> "done");
    }

    static Stream<String> common_poolByStream(List<String> words) {
        return words.parallelStream();
    }

    static ThreadLocal<String> thread_localByFactory() {
        return ThreadLocal.withInitial(() -> "");
    }

    static ThreadLocal<String> thread_localByConstructor() {
        return new ThreadLocal<>();
    }
}
