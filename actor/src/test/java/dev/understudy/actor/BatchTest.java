package dev.understudy.actor;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Actors that handle many messages at once.
class BatchTest {

    private final ManualTime time = new ManualTime();
    private final ActorSystem system =
            ActorSystem.named("batches").timeSource(time).workers(1).start();
    private final Probe<List<String>> heard = new Probe<>();
    private final Probe<DeadLetter> dead = new Probe<>();

    @AfterEach
    void close() {
        system.close();
    }

    private ActorRef<String> spawn(int size, java.time.Duration wait) {
        return system.spawn("batch", Batch.<String>of(size, wait, context -> rows -> {
            heard.add(rows);
            if (rows.contains("fail")) {
                throw new IllegalStateException("on purpose");
            }
            if (rows.contains("stop")) {
                context.stop();
            }
        }));
    }

    @Test
    void aFullBatchIsHandedOverAtOnce() {
        var actor = spawn(3, ofMillis(50));

        List.of("a", "b", "c", "d", "e", "f").forEach(actor::tell);

        assertThat(heard.next(2)).containsExactly(List.of("a", "b", "c"), List.of("d", "e", "f"));
    }

    @Test
    void aPartOfABatchIsHandedOverWhenItsFirstMessageHasWaited() {
        var actor = spawn(3, ofMillis(50));
        actor.tell("a");
        actor.tell("b");

        assertThat(heard.next(() -> time.advance(ofMillis(10)))).containsExactly("a", "b");

        List.of("c", "d", "e").forEach(actor::tell);
        assertThat(heard.next()).containsExactly("c", "d", "e");
        time.advance(ofMillis(500));
        heard.expectNothingMore();
    }

    @Test
    void withoutAWaitABatchIsWhatWaitsInTheMailbox() throws InterruptedException {
        var actor = spawn(10, ZERO);
        var entered = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        // The only worker is held, so that all of them are in the mailbox when the first one's turn comes.
        system.<String>spawn("holder", _ -> _ -> {
                    entered.countDown();
                    gate.await();
                })
                .tell("hold");
        entered.await();

        List.of("a", "b", "c").forEach(actor::tell);
        gate.countDown();

        assertThat(heard.next()).containsExactly("a", "b", "c");
    }

    @Test
    void aFailureLosesTheBatchAndOnlyThat() {
        var actor = spawn(2, ofMillis(50));

        List.of("fail", "lost", "c", "d").forEach(actor::tell);

        assertThat(heard.next(2)).containsExactly(List.of("fail", "lost"), List.of("c", "d"));
    }

    @Test
    void whatIsCollectedWhenTheActorStopsIsADeadLetter() {
        system.deadLetterChannel().subscribe(dead::add);
        var actor = spawn(3, ofMillis(50));
        actor.tell("collected");

        system.stop(actor);

        assertThat(dead.next()).isEqualTo(new DeadLetter("collected", actor, DeadLetter.Reason.ACTOR_STOPPED));
    }

    @Test
    void whatIsCollectedSurvivesARestart() {
        var parent = system.<String>spawn("parent", context -> {
            context.supervise(SupervisorStrategy.allForOne(_ -> Directive.RESTART));
            var batch = context.<String>spawn("batch", Batch.<String>of(2, ofMillis(50), _ -> heard::add));
            var sibling = context.<String>spawn("sibling", _ -> _ -> {
                throw new IllegalStateException("on purpose");
            });
            return message -> (message.equals("fail") ? sibling : batch).tell(message);
        });
        parent.tell("first");
        parent.tell("fail");
        parent.tell("second");

        assertThat(heard.next()).containsExactly("first", "second");
    }

    @Test
    void aBatchOfNoneIsRefused() {
        assertThatThrownBy(() -> Batch.<String>of(0, ZERO, _ -> heard::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size: 0 is not positive");
    }
}
