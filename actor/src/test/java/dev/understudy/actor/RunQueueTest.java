package dev.understudy.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunQueueTest {

    private static final class Queue extends RunQueue {
        Queue() {
            super("never started");
        }
    }

    private final Queue queue = new Queue();
    private final List<MailboxCell> cells = new ArrayList<>();

    RunQueueTest() {
        for (int i = 0; i < 8; i++) {
            cells.add(new HandOverStress.PlainCell());
        }
    }

    @Test
    void theSlotComesFirstAndTheRingInOrder() {
        queue.queue(cells.get(1));
        queue.queue(cells.get(2));
        assertThat(queue.fillSlot(cells.get(0))).isTrue();
        assertThat(queue.fillSlot(cells.get(3))).as("filled already").isFalse();

        for (int i = 0; i < 3; i++) {
            assertThat(queue.takeQueued()).isSameAs(cells.get(i));
        }
        assertThat(queue.takeQueued()).isNull();
    }

    @Test
    @SuppressWarnings("ReferenceEquality") // a cell is itself and nothing else
    void theRingGetsATurnHoweverOftenTheSlotIsFilled() {
        queue.queue(cells.get(1));

        int turns = 0;
        MailboxCell taken;
        do {
            queue.fillSlot(cells.get(0));
            taken = queue.takeQueued();
            turns++;
        } while (taken != cells.get(1));

        assertThat(turns).isEqualTo(65);
    }

    @Test
    void whatIsInTheSlotIsTakenEvenWhenItIsTheTurnOfARingThatIsEmpty() {
        for (int turn = 0; turn < 200; turn++) {
            queue.fillSlot(cells.get(0));
            assertThat(queue.takeQueued()).isSameAs(cells.get(0));
        }
    }

    @Test
    void aThiefTakesHalfOfTheRingAndTheSlotOnlyIfAsked() {
        for (int i = 0; i < 4; i++) {
            queue.queue(cells.get(i));
        }
        queue.fillSlot(cells.get(7));
        var thief = new Queue();

        assertThat(thief.stealFrom(queue, false)).isSameAs(cells.get(0));
        assertThat(thief.takeQueued()).isSameAs(cells.get(1));
        assertThat(thief.takeQueued()).isNull();
        queue.evacuate(_ -> {});
        queue.fillSlot(cells.get(6));

        assertThat(thief.stealFrom(queue, false)).isNull();
        assertThat(thief.stealFrom(queue, true)).isSameAs(cells.get(6));
    }

    @Test
    void aFullRingRefuses() {
        for (int i = 0; i < 256; i++) {
            assertThat(queue.queue(cells.get(i % 8))).isEqualTo(i);
        }

        assertThat(queue.queue(cells.get(0))).isNegative();
    }

    @Test
    void whoSitsOutHelpsWhileTheOneAtWorkIsStuck() throws InterruptedException {
        var gate = new CountDownLatch(1);
        var helped = new CountDownLatch(100);
        var system = ActorSystem.named("sit-out")
                .workers(2)
                .stallThreshold(TestSystem.PATIENCE)
                .quarantineAfter(TestSystem.PATIENCE)
                .start();
        try (system) {
            ((WorkerPool) system.dispatch(Dispatcher.SHARED)).atWork(1);
            var stuck = system.<String>spawn("stuck", _ -> _ -> gate.await());
            var other = system.<String>spawn("other", _ -> _ -> helped.countDown());

            stuck.tell("wait");
            for (int i = 0; i < 100; i++) {
                other.tell("go on");
            }

            assertThat(helped.await(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("handled while the other worker is stuck")
                    .isTrue();
            gate.countDown();
        }
    }
}
