package dev.understudy.actor;

import static dev.understudy.actor.CircuitBreaker.State.CLOSED;
import static dev.understudy.actor.CircuitBreaker.State.HALF_OPEN;
import static dev.understudy.actor.CircuitBreaker.State.OPEN;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When a breaker lets calls pass.
class CircuitBreakerTest {

    private final ManualTime time = new ManualTime();
    private final ActorSystem system =
            ActorSystem.named("breakers").timeSource(time).workers(1).start();
    private final CircuitBreaker breaker = new CircuitBreaker(
            "payments",
            system,
            CircuitBreaker.Settings.DEFAULT
                    .withMaxFailures(3)
                    .withCallTimeout(ofSeconds(2))
                    .withResetTimeout(ofSeconds(10), ofSeconds(30))
                    .withFailure(failure -> !(failure instanceof IllegalArgumentException)));
    private final List<CircuitBreaker.StateChange> changes = new ArrayList<>();

    CircuitBreakerTest() {
        breaker.onStateChange(changes::add);
    }

    @AfterEach
    void close() {
        system.close();
    }

    private static CompletionStage<String> failing() {
        return CompletableFuture.failedFuture(new IllegalStateException("on purpose"));
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breaker.call(CircuitBreakerTest::failing)).isCompletedExceptionally();
        }
    }

    private void succeed() {
        assertThat(breaker.call(() -> CompletableFuture.completedFuture("answer")))
                .isCompletedWithValue("answer");
    }

    private void expectRefusal() {
        var refused = breaker.call(() -> {
            throw new AssertionError("called, though the breaker is open");
        });
        assertThatThrownBy(refused::join)
                .cause()
                .isInstanceOf(CircuitOpenException.class)
                .hasMessageContaining("payments");
    }

    private CircuitBreaker.StateChange change(CircuitBreaker.State from, CircuitBreaker.State to) {
        return new CircuitBreaker.StateChange("payments", from, to);
    }

    @Test
    void failuresInARowOpenItAndASuccessBetweenStartsTheCountAgain() {
        fail(2);
        succeed();
        fail(2);
        assertThat(breaker.state()).isEqualTo(CLOSED);

        fail(1);

        assertThat(breaker.state()).isEqualTo(OPEN);
        expectRefusal();
        assertThat(changes).containsExactly(change(CLOSED, OPEN));
    }

    @Test
    void aSuccessfulProbeClosesIt() {
        fail(3);
        time.advance(ofSeconds(10));

        succeed();

        assertThat(breaker.state()).isEqualTo(CLOSED);
        assertThat(changes).containsExactly(change(CLOSED, OPEN), change(OPEN, HALF_OPEN), change(HALF_OPEN, CLOSED));
        fail(2);
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test
    void onlyOneProbePassesAtATime() {
        fail(3);
        time.advance(ofSeconds(10));
        var answer = new CompletableFuture<String>();

        var probe = breaker.call(() -> answer);
        expectRefusal();
        answer.complete("answer");

        assertThat(probe).isCompletedWithValue("answer");
        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test
    void eachFailedProbeDoublesTheResetTimeoutUpToItsMaximum() {
        fail(3);
        for (var wait : List.of(10, 20, 30, 30)) {
            time.advance(ofSeconds(wait).minusMillis(1));
            expectRefusal();
            time.advance(ofMillis(1));
            fail(1);
            assertThat(breaker.state()).isEqualTo(OPEN);
        }
    }

    @Test
    void aCallThatTakesTooLongFails() {
        var slow = breaker.call(CompletableFuture<String>::new);
        time.advance(ofSeconds(2).plusMillis(2));

        assertThatThrownBy(slow::join)
                .cause()
                .isInstanceOf(AskTimeoutException.class)
                .hasMessageContaining("PT2S");
        fail(2);
        assertThat(breaker.state()).isEqualTo(OPEN);
    }

    @Test
    void aCallThatThrowsHasFailed() {
        for (int i = 0; i < 3; i++) {
            assertThat(breaker.<String>call(() -> {
                        throw new IllegalStateException("on purpose");
                    }))
                    .isCompletedExceptionally();
        }

        assertThat(breaker.state()).isEqualTo(OPEN);
    }

    @Test
    void failuresThatAreTheCallersOwnDoNotCount() {
        for (int i = 0; i < 10; i++) {
            assertThat(breaker.call(
                            () -> CompletableFuture.<String>failedFuture(new IllegalArgumentException("yours"))))
                    .isCompletedExceptionally();
        }

        assertThat(breaker.state()).isEqualTo(CLOSED);
    }

    @Test
    void theLateOutcomeOfAnEarlierCallChangesNothing() {
        var late = new CompletableFuture<String>();
        var call = breaker.call(() -> late);
        fail(3);
        time.advance(ofSeconds(1));

        late.complete("at last");

        assertThat(call).isCompletedWithValue("at last");
        assertThat(breaker.state()).isEqualTo(OPEN);
    }

    @Test
    void itAsksActors() {
        var echo = system.<ActorRef<String>>spawn("echo", _ -> replyTo -> replyTo.tell("here"));

        assertThat(breaker.<ActorRef<String>, String>ask(echo, replyTo -> replyTo)
                        .join())
                .isEqualTo("here");
    }

    @Test
    void aListenerThatThrowsDoesNotKeepTheOthersFromHearing() {
        breaker.onStateChange(_ -> {
            throw new IllegalStateException("on purpose");
        });
        var heard = new ArrayList<CircuitBreaker.StateChange>();
        var subscription = breaker.onStateChange(heard::add);

        fail(3);
        subscription.cancel();
        time.advance(ofSeconds(10));
        succeed();

        assertThat(heard).containsExactly(change(CLOSED, OPEN));
    }
}
