package dev.understudy.benchmarks;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/// Asks from outside, and keeps how long each took.
final class AskLoop {
    private static final double NANOS_PER_MICRO = 1000;

    private final Rounds rounds;
    private final Asker asker;
    private final long[] nanos;

    private AskLoop(Rounds rounds, Asker asker, int asks) {
        this.rounds = rounds;
        this.asker = asker;
        this.nanos = new long[asks];
    }

    /// One thread asks `asks` times in a round, and waits for each answer.
    static Sample oneByOne(Rounds rounds, Asker asker, int asks) throws InterruptedException {
        var loop = new AskLoop(rounds, asker, asks);
        return loop.measure(loop::askOneByOne);
    }

    /// `outstanding` chains in which each answer sends the next ask, on the thread that brings the answer.
    static Sample chains(Rounds rounds, Asker asker, int outstanding, int asks) throws InterruptedException {
        var loop = new AskLoop(rounds, asker, asks);
        return loop.measure(() -> loop.askInChains(outstanding));
    }

    private Sample measure(Iteration round) throws InterruptedException {
        var rate = rounds.rate(round);
        Arrays.sort(nanos);
        return rate.with("p50_us", percentile(0.5)).with("p99_us", percentile(0.99));
    }

    /// Of the last round, exactly.
    private double percentile(double part) {
        return nanos[(int) Math.ceil(part * nanos.length) - 1] / NANOS_PER_MICRO;
    }

    private long askOneByOne() {
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            asker.ask().join();
            nanos[i] = System.nanoTime() - start;
        }
        return nanos.length;
    }

    private long askInChains(int outstanding) throws InterruptedException {
        var done = new CountDownLatch(outstanding);
        int each = nanos.length / outstanding;
        for (int i = 0; i < outstanding; i++) {
            new Chain(i * each, (i + 1) * each, done).go();
        }
        done.await();
        return (long) each * outstanding;
    }

    /// One ask after the other; keeps its times in a part of the array that is its own.
    private final class Chain {
        private int next;
        private final int end;
        private final CountDownLatch done;

        Chain(int from, int end, CountDownLatch done) {
            this.next = from;
            this.end = end;
            this.done = done;
        }

        /// Goes on in a loop where the answer is there at once, so that the stack does not grow.
        void go() {
            while (next < end) {
                long start = System.nanoTime();
                var answer = asker.ask();
                if (!answer.isDone()) {
                    var _ = answer.whenComplete((_, failure) -> {
                        answered(start, failure == null);
                        go();
                    });
                    return;
                }
                answered(start, !answer.isCompletedExceptionally());
            }
            done.countDown();
        }

        private void answered(long start, boolean well) {
            if (!well) {
                throw new IllegalStateException("an ask failed, so this run tells nothing");
            }
            nanos[next++] = System.nanoTime() - start;
        }
    }
}
