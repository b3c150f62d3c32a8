package dev.understudy.actor;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.internal.LocalActor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is counted all the time.
class MetricsTest {

    private final ManualTime time = new ManualTime();
    private final ActorSystem system =
            ActorSystem.named("metrics").timeSource(time).workers(1).start();
    private final Probe<String> heard = new Probe<>();

    @AfterEach
    void close() {
        system.close();
    }

    /// The metrics of a kind, once they say so: counts are added after the activation that they are about.
    private KindMetrics once(String kind, Predicate<KindMetrics> expected) {
        while (true) {
            for (var metrics : system.metrics()) {
                if (metrics.kind().equals(kind) && expected.test(metrics)) {
                    return metrics;
                }
            }
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messagesAreCountedByKindInAndOut(boolean blocking) {
        var sink = system.spawn("sink", Props.<String>of(_ -> heard::add).kind("sink"));
        var props = Props.<Integer>of(_ -> count -> {
                    for (int i = 0; i < count; i++) {
                        sink.tell("message");
                    }
                })
                .kind("source");
        var source = system.spawn("source", blocking ? props.blocking() : props);

        source.tell(3);
        source.tell(4);

        assertThat(heard.next(7)).hasSize(7);
        assertThat(once("source", it -> it.received() == 2).sent()).isEqualTo(7);
        assertThat(once("sink", it -> it.received() == 7).sent()).isZero();
    }

    @Test
    void livesFailuresAndRestartsAreCountedByKind() {
        var props = Props.<String>of(_ -> message -> {
                    heard.add(message);
                    if (message.equals("fail")) {
                        throw new IllegalStateException("on purpose");
                    }
                })
                .kind("mortal");
        var one = system.spawn("one", props);
        system.spawn("two", props).tell("hello");
        one.tell("fail");
        one.tell("again");
        assertThat(heard.next(3)).containsExactlyInAnyOrder("hello", "fail", "again");

        system.stop(one);

        var metrics = once("mortal", it -> it.stopped() == 1);
        assertThat(metrics.started()).isEqualTo(2);
        assertThat(metrics.alive()).isEqualTo(1);
        assertThat(metrics.failures()).isEqualTo(1);
        assertThat(metrics.restarts()).isEqualTo(1);
    }

    @Test
    void whoNeverHadABehaviorIsNeverCountedAsAlive() {
        var attempts = new AtomicInteger();
        system.spawn(
                "stillborn",
                Props.<String>of(_ -> {
                            if (attempts.incrementAndGet() == 1) {
                                throw new IllegalStateException("on purpose");
                            }
                            return heard::add;
                        })
                        .kind("late"));

        var metrics = once("late", it -> it.started() == 1);

        assertThat(metrics.restarts()).isZero();
        assertThat(metrics.alive()).isEqualTo(1);
    }

    @Test
    void turnTimesAreSampled() {
        var actor = system.spawn(
                "slow",
                Props.<Duration>of(_ -> duration -> {
                            time.advance(duration);
                            heard.add("done");
                        })
                        .kind("slow"));

        // Each an activation of its own, so that every one in so many is looked at.
        for (int i = 0; i < 4 * TurnTimes.SAMPLE_EVERY; i++) {
            actor.tell(ofMillis(5));
            assertThat(heard.next()).isEqualTo("done");
            awaitIdle(actor);
        }

        var turns = once("slow", it -> it.turns().samples() > 0).turns();
        assertThat(turns.percentile(0.5)).isBetween(ofMillis(5), ofMillis(10));
    }

    private void awaitIdle(ActorRef<?> actor) {
        while (!((ActorCell<?>) actor).isIdle()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void percentilesAreUpperBoundsWithinAFactorOfTwo() {
        var counts = new long[TurnTimes.BUCKETS];
        counts[TurnTimes.bucketOf(1_000)] = 90;
        counts[TurnTimes.bucketOf(1_000_000)] = 10;
        var turns = new TurnTimes(counts);

        assertThat(turns.samples()).isEqualTo(100);
        assertThat(turns.percentile(0.9)).isBetween(Duration.ofNanos(1_000), Duration.ofNanos(2_000));
        assertThat(turns.percentile(0.91)).isBetween(ofMillis(1), ofMillis(2));
        assertThat(TurnTimes.NONE.percentile(0.5)).isZero();
        assertThat(TurnTimes.bucketOf(0)).isZero();
        assertThat(TurnTimes.bucketOf(Long.MAX_VALUE)).isEqualTo(TurnTimes.BUCKETS - 1);
    }

    @Test
    void theDepthAndTheOldestOfAMailboxAreKnownOnDemand() throws InterruptedException {
        var gate = new CountDownLatch(1);
        var actor = system.<String>spawn(
                "busy",
                Props.<String>of(_ -> message -> {
                            heard.add(message);
                            gate.await();
                        })
                        .blocking()
                        .mailbox(Mailbox.counted()));
        actor.tell("first");
        assertThat(heard.next()).isEqualTo("first");

        actor.tell("second");
        time.advance(ofSeconds(3));
        actor.tell("third");

        var local = LocalActor.of(actor).orElseThrow();
        assertThat(local.mailboxDepth()).isEqualTo(2);
        assertThat(local.oldestWaiting()).contains(ofSeconds(3));
        gate.countDown();
    }
}
