package dev.understudy.actor;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Timers, receive timeouts and scheduled sends, in time that a test moves.
class TimersTest {

    private final ManualTime time = new ManualTime();
    private final ActorSystem system =
            ActorSystem.named("timers").timeSource(time).workers(1).start();
    private final Probe<String> heard = new Probe<>();

    @AfterEach
    void close() {
        system.close();
    }

    private record Do(BiConsumer<ActorContext<Object>, Timers<Object>> what, ActorRef<String> replyTo) {}

    /// An actor that does as it is told and reports all else.
    private ActorRef<Object> spawn() {
        return system.spawn("actor", context -> {
            heard.add("starts");
            return message -> {
                switch (message) {
                    case Do(var what, var replyTo) -> {
                        what.accept(context, context.timers());
                        replyTo.tell("done");
                    }
                    case RuntimeException failure -> throw failure;
                    default -> heard.add(message.toString());
                }
            };
        });
    }

    private void run(ActorRef<Object> actor, BiConsumer<ActorContext<Object>, Timers<Object>> what) {
        assertThat(actor.<String>ask(replyTo -> new Do(what, replyTo), ofHours(1))
                        .join())
                .isEqualTo("done");
    }

    /// Everything sent before has been handled.
    private void settle(ActorRef<Object> actor) {
        run(actor, (_, _) -> {});
    }

    @Test
    void aTimerFiresOnceAndNotEarly() {
        var actor = spawn();
        run(actor, (_, timers) -> timers.startOnce("t", "tick", ofMillis(500)));
        assertThat(heard.next()).isEqualTo("starts");

        time.advance(ofMillis(499));
        settle(actor);
        heard.expectNothingMore();
        time.advance(ofMillis(3));

        assertThat(heard.next()).isEqualTo("tick");
        time.advance(ofSeconds(10));
        settle(actor);
        heard.expectNothingMore();
    }

    @Test
    void startingAKeyAgainReplacesTheTimerEvenIfItsMessageIsOnTheWay() {
        var actor = spawn();
        assertThat(heard.next()).isEqualTo("starts");
        run(actor, (_, timers) -> {
            timers.startOnce("t", "old", ofMillis(10));
            time.advance(ofMillis(20));
            timers.startOnce("t", "new", ofMillis(10));
        });

        time.advance(ofMillis(20));

        assertThat(heard.next()).isEqualTo("new");
        settle(actor);
        heard.expectNothingMore();
    }

    @Test
    void aFixedRateCatchesUpAndAFixedDelayDoesNot() {
        var actor = spawn();
        assertThat(heard.next()).isEqualTo("starts");
        // Time passes while the actor is busy, so that it sees all of it at once.
        run(actor, (_, timers) -> {
            timers.startAtFixedRate("rate", "rate", ofSeconds(1));
            time.advance(ofSeconds(5).plusMillis(2));
        });
        for (int i = 0; i < 5; i++) {
            assertThat(heard.next()).isEqualTo("rate");
            settle(actor);
            time.advance(ofMillis(2));
        }
        settle(actor);
        heard.expectNothingMore();

        run(actor, (_, timers) -> {
            assertThat(timers.isActive("rate")).isTrue();
            assertThat(timers.cancel("rate")).isTrue();
            assertThat(timers.cancel("rate")).isFalse();
            timers.startWithFixedDelay("delay", "delay", ofSeconds(1));
            time.advance(ofSeconds(5).plusMillis(2));
        });
        assertThat(heard.next()).isEqualTo("delay");
        settle(actor);
        time.advance(ofMillis(20));
        settle(actor);
        heard.expectNothingMore();
        time.advance(ofSeconds(1));
        assertThat(heard.next()).isEqualTo("delay");
    }

    @Test
    void timersEndWithARestart() {
        var actor = spawn();
        run(actor, (_, timers) -> timers.startOnce("t", "tick", ofMillis(10)));
        actor.tell(new IllegalStateException("on purpose"));
        assertThat(heard.next(2)).containsExactly("starts", "starts");

        time.advance(ofSeconds(1));

        settle(actor);
        heard.expectNothingMore();
    }

    @Test
    void aReceiveTimeoutComesAfterSilenceOnly() {
        var actor = spawn();
        assertThat(heard.next()).isEqualTo("starts");
        run(actor, (context, _) -> context.receiveTimeout(ofSeconds(2), "silence"));

        for (int i = 0; i < 4; i++) {
            time.advance(ofMillis(1500));
            actor.tell("word");
            assertThat(heard.next()).isEqualTo("word");
        }
        settle(actor);
        time.advance(ofMillis(2010));
        assertThat(heard.next()).isEqualTo("silence");

        run(actor, (context, _) -> context.cancelReceiveTimeout());
        time.advance(ofSeconds(10));
        settle(actor);
        heard.expectNothingMore();
    }

    @Test
    void aScheduledSendCanBeCancelledOnce() {
        var actor = spawn();
        assertThat(heard.next()).isEqualTo("starts");
        var kept = system.scheduler().<Object>tell(ofSeconds(1), actor, "kept");
        var cancelled = system.scheduler().<Object>tell(ofSeconds(1), actor, "cancelled");

        assertThat(cancelled.cancel()).isTrue();
        assertThat(cancelled.cancel()).isFalse();
        time.advance(ofSeconds(2));

        assertThat(heard.next()).isEqualTo("kept");
        assertThat(kept.cancel()).isFalse();
        settle(actor);
        heard.expectNothingMore();
    }

    @Test
    void repeatedTasksKeepTheirRateAndEndWhenCancelled() {
        var runs = new AtomicInteger();
        var task = system.scheduler().scheduleAtFixedRate(ofSeconds(1), ofSeconds(1), runs::incrementAndGet);

        time.advance(ofSeconds(10).plusMillis(5));
        assertThat(runs).hasValue(10);
        assertThat(task.cancel()).isTrue();
        time.advance(ofSeconds(10));

        assertThat(runs).hasValue(10);
    }

    @Test
    void anAskTimesOutOnTheSystemsClock() {
        var silent = system.<ActorRef<String>>spawn("silent", _ -> _ -> {});
        CompletableFuture<String> answer = silent.ask(replyTo -> replyTo, ofSeconds(5));

        time.advance(ofMillis(4900));
        assertThat(answer).isNotDone();
        time.advance(ofMillis(110));

        assertThat(answer).isCompletedExceptionally();
    }
}
