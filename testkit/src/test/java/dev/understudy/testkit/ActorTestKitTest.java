package dev.understudy.testkit;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.AskTimeoutException;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.Directive;
import dev.understudy.actor.Props;
import dev.understudy.actor.Signal;
import dev.understudy.actor.SupervisorStrategy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActorTestKitTest {

    private final ActorTestKit kit = ActorTestKit.seeded(7);

    @AfterEach
    void close() {
        kit.close();
    }

    /// What three senders of three messages each look like to whom they send.
    private static List<String> interleaving(long seed) {
        var told = new ArrayList<String>();
        try (var kit = ActorTestKit.seeded(seed)) {
            ActorRef<String> sink = kit.spawn("sink", _ -> told::add);
            for (var name : List.of("a", "b", "c")) {
                var sender = kit.<Integer>spawn(name, _ -> number -> sink.tell(name + number));
                for (int i = 0; i < 3; i++) {
                    sender.tell(i);
                }
            }
            kit.settle();
        }
        return told;
    }

    @Test
    void sameSeedGivesTheSameInterleaving() {
        assertThat(interleaving(42)).hasSize(9).isEqualTo(interleaving(42));
    }

    @Test
    void differentSeedsGiveDifferentInterleavings() {
        assertThat(LongStream.range(0, 50)
                        .mapToObj(ActorTestKitTest::interleaving)
                        .distinct()
                        .count())
                .isGreaterThan(30);
    }

    @Test
    void messagesOfOneSenderStayInOrderWhateverTheSeed() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(interleaving(seed).stream().filter(message -> message.startsWith("b")))
                    .containsExactly("b0", "b1", "b2");
        }
    }

    @Test
    void noThreadIsStarted() {
        var test = Thread.currentThread();
        var ran = new ArrayList<Thread>();
        ActorRef<String> eventDriven = kit.spawn("event-driven", _ -> _ -> ran.add(Thread.currentThread()));
        ActorRef<String> blocking = kit.spawn(
                "blocking",
                Props.<String>of(_ -> _ -> ran.add(Thread.currentThread())).blocking());

        eventDriven.tell("go");
        blocking.tell("go");
        kit.settle();

        assertThat(ran).containsExactly(test, test);
    }

    @Test
    void nothingHappensBeforeItIsStepped() {
        var probe = kit.<String>probe("probe");
        kit.settle();

        probe.ref().tell("now");

        assertThat(kit.step()).isTrue();
        assertThat(kit.step()).isFalse();
        probe.expect("now");
    }

    /// Tells what it is, every second.
    private record Ticker(ActorRef<String> listener) implements Behavior<String> {
        Ticker(ActorContext<String> context, ActorRef<String> listener) {
            this(listener);
            context.timers().startAtFixedRate("tick", "tick", ofSeconds(1));
        }

        @Override
        public void receive(String message) {
            listener.tell(message);
        }
    }

    @Test
    void timersFireWhenTimeIsMovedAndNotBefore() {
        var probe = kit.<String>probe("probe");
        kit.<String>spawn("ticker", context -> new Ticker(context, probe.ref()));

        kit.advance(ofMillis(900));
        probe.expectNothing();

        kit.advance(ofMillis(100));
        probe.expect("tick");
        probe.expectNothing();
    }

    @Test
    void timersDontDriftOverManyMoves() {
        var probe = kit.<String>probe("probe");
        kit.<String>spawn("ticker", context -> new Ticker(context, probe.ref()));

        for (int i = 0; i < 1000; i++) {
            kit.advance(ofSeconds(1));
            probe.expect("tick");
        }

        probe.expectNothing();
        assertThat(kit.time().now()).isBetween(Instant.EPOCH.plusSeconds(1000), Instant.EPOCH.plusMillis(1_000_003));
    }

    /// Fails on demand, and says when it begins and ends.
    private static final class Fragile implements Behavior<String> {
        private final ActorRef<String> listener;

        Fragile(ActorRef<String> listener) {
            this.listener = listener;
            listener.tell("begins");
        }

        @Override
        public void receive(String message) {
            if (message.equals("fail")) {
                throw new IllegalStateException("as it was told");
            }
            listener.tell(message);
        }

        @Override
        public void onSignal(Signal signal) {
            listener.tell(signal.getClass().getSimpleName());
        }
    }

    @Test
    void supervisorRestartsAfterItsBackoffOfVirtualTime() {
        var probe = kit.<String>probe("probe");
        var parent = kit.<String>spawn("parent", context -> {
            context.supervise(
                    SupervisorStrategy.oneForOne(_ -> Directive.RESTART).withBackoff(ofSeconds(10), ofSeconds(10), 0));
            ActorRef<String> child = context.spawn("child", _ -> new Fragile(probe.ref()));
            return child::tell;
        });
        probe.expect("begins");

        parent.tell("fail");
        parent.tell("after the failure");
        probe.expect("PreRestart");
        kit.advance(ofSeconds(9));
        probe.expectNothing();

        kit.advance(ofSeconds(1));
        probe.expect("begins");
        probe.expect("after the failure");
    }

    @Test
    void askIsAnsweredWithoutAThread() {
        ActorRef<ActorRef<Integer>> oracle = kit.spawn("oracle", _ -> replyTo -> replyTo.tell(42));

        CompletableFuture<Integer> answer = oracle.ask(replyTo -> replyTo, ofSeconds(1));

        assertThat(kit.answerOf(answer)).isEqualTo(42);
    }

    @Test
    void askTimesOutByVirtualTime() {
        ActorRef<ActorRef<Integer>> mute = kit.spawn("mute", _ -> _ -> {});

        CompletableFuture<Integer> answer = mute.ask(replyTo -> replyTo, ofSeconds(5));
        kit.advance(ofSeconds(5));

        assertThatThrownBy(() -> kit.answerOf(answer))
                .isInstanceOf(AssertionError.class)
                .hasCauseInstanceOf(AskTimeoutException.class);
    }

    @Test
    void failedExpectationTellsWhatLedThere() {
        var probe = kit.<String>probe("probe");
        ActorRef<String> gone = kit.spawn("gone", context -> _ -> context.stop());
        gone.tell("stop");
        kit.settle();
        gone.tell("too late");
        probe.ref().tell("first");
        probe.expect("first");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> probe.expect("second"))
                .withMessageContainingAll(
                        "/user/probe", "told nothing more", "[first]", "seed 7", "too late", "/user/gone");
    }

    @Test
    void anotherMessageThanExpectedIsAFailure() {
        var probe = kit.<Object>probe("probe");
        probe.ref().tell("this");
        probe.ref().tell(5);

        assertThatThrownBy(() -> probe.expect("that"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("this");
        assertThatThrownBy(() -> probe.expectType(String.class)).isInstanceOf(AssertionError.class);
    }

    @Test
    void somethingIsNotNothing() {
        var probe = kit.<String>probe("probe");
        probe.ref().tell("this");

        assertThatThrownBy(probe::expectNothing)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("this");
    }

    @Test
    void endOfAnActorIsSeenWithItsCause() {
        var probe = kit.<String>probe("probe");
        ActorRef<String> mortal = kit.spawn("mortal", context -> _ -> context.stop());

        assertThatThrownBy(() -> probe.expectTerminated(mortal)).isInstanceOf(AssertionError.class);
        mortal.tell("stop");

        assertThat(probe.expectTerminated(mortal)).isEqualTo(new Signal.Cause.Stopped());
    }

    @Test
    void deadLettersAreKept() {
        kit.system().<String>deadLetters().tell("nobody");

        assertThat(kit.deadLetters()).extracting(DeadLetter::message).containsExactly("nobody");
    }

    @Test
    void actorsThatNeverRestAreToldOf() {
        ActorRef<String> busy =
                kit.spawn("busy", context -> message -> context.self().tell(message));
        busy.tell("again");

        assertThatThrownBy(kit::settle).isInstanceOf(AssertionError.class).hasMessageContaining("/user/busy");

        kit.system().stop(busy);
    }

    @Test
    void closeStopsActorsAndTellsThem() {
        var signals = new ArrayList<Signal>();
        try (var other = ActorTestKit.seeded(1)) {
            other.<String>spawn("a", _ -> new Behavior<>() {
                @Override
                public void receive(String message) {}

                @Override
                public void onSignal(Signal signal) {
                    signals.add(signal);
                }
            });
            other.settle();
        }

        assertThat(signals).containsExactly(new Signal.PostStop());
    }
}
