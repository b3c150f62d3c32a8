package dev.understudy.actor;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Deadlines that travel with the work.
class DeadlineTest {

    private final ManualTime time = new ManualTime();
    private final ActorSystem system =
            ActorSystem.named("deadlines").timeSource(time).workers(2).start();
    private final Probe<Object> heard = new Probe<>();
    private final Probe<DeadLetter> dead = new Probe<>();

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void whatWaitsForLongerThanItIsWorthIsADeadLetter() {
        system.deadLetterChannel().subscribe(dead::add);
        var gate = new CountDownLatch(1);
        var actor = system.<String>spawn(
                "busy",
                Props.<String>of(_ -> message -> {
                            heard.add(message);
                            gate.await();
                        })
                        .blocking());
        actor.tell("holds");
        assertThat(heard.next()).isEqualTo("holds");

        actor.tell("short-lived", ofSeconds(1));
        actor.tell("long-lived", ofMinutes(1));
        time.advance(ofSeconds(2));
        gate.countDown();

        assertThat(heard.next()).isEqualTo("long-lived");
        assertThat(dead.next()).isEqualTo(new DeadLetter("short-lived", actor, DeadLetter.Reason.DEADLINE_PASSED));
    }

    @Test
    void anAskWithinAnAskGivesUpNoLaterThanTheOuterOne() {
        var inner = new CompletableFuture<CompletableFuture<String>>();
        var deaf = system.<ActorRef<String>>spawn("deaf", _ -> _ -> {});
        var actor = system.<ActorRef<String>>spawn(
                "middle", _ -> _ -> inner.complete(deaf.ask(replyTo -> replyTo, ofHours(1))));

        var outer = actor.<String>ask(replyTo -> replyTo, ofSeconds(5));
        var nested = inner.join();
        time.advance(ofSeconds(4));
        assertThat(nested).isNotDone();
        time.advance(ofSeconds(2));

        assertThat(outer).isCompletedExceptionally();
        assertThatThrownBy(nested::join).cause().isInstanceOf(AskTimeoutException.class);
    }

    @Test
    void aShorterTimeoutOfItsOwnStays() {
        var inner = new CompletableFuture<CompletableFuture<String>>();
        var deaf = system.<ActorRef<String>>spawn("deaf", _ -> _ -> {});
        var actor = system.<ActorRef<String>>spawn(
                "middle", _ -> _ -> inner.complete(deaf.ask(replyTo -> replyTo, ofSeconds(1))));

        var outer = actor.<String>ask(replyTo -> replyTo, ofHours(1));
        var nested = inner.join();
        time.advance(ofSeconds(2));

        assertThat(nested).isCompletedExceptionally();
        assertThat(outer).isNotDone();
    }

    @Test
    void theDeadlineReachesTheTurnThatHandlesAnOutcome() {
        var remaining = new Probe<Optional<Duration>>();
        var echo = system.<ActorRef<String>>spawn("echo", _ -> replyTo -> replyTo.tell("here"));
        var actor = system.<Object>spawn("middle", context -> message -> {
            remaining.add(context.remaining());
            if (message instanceof ActorRef<?>) {
                context.<ActorRef<String>, String>ask(
                        echo, replyTo -> replyTo, ofHours(1), (answer, _) -> String.valueOf(answer));
            }
        });

        var _ = actor.<String>ask(replyTo -> replyTo, ofSeconds(5));

        assertThat(remaining.next()).hasValueSatisfying(left -> assertThat(left).isEqualTo(ofSeconds(5)));
        assertThat(remaining.next()).hasValueSatisfying(left -> assertThat(left).isEqualTo(ofSeconds(5)));
        actor.tell("plain");
        assertThat(remaining.next()).isEmpty();
    }

    @Test
    void theDeadlineAppliesOnVirtualThreadsToo() {
        var remaining = new Probe<Optional<Duration>>();
        var actor = system.<String>spawn(
                "blocking",
                Props.<String>of(context -> _ -> remaining.add(context.remaining()))
                        .blocking());

        actor.tell("hurry", ofMillis(700));

        assertThat(remaining.next()).contains(ofMillis(700));
    }

    @Test
    void aMessageThatIsNeverWorthHandlingIsRefused() {
        var actor = system.<String>spawn("actor", _ -> heard::add);

        assertThatThrownBy(() -> actor.tell("never", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeToLive: PT0S is not positive");
    }
}
