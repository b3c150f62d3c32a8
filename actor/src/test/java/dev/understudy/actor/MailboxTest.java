package dev.understudy.actor;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.understudy.actor.internal.LocalActor;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Mailboxes with a bound or an order.
class MailboxTest {

    private final ManualTime time = new ManualTime();
    private final ActorSystem system =
            ActorSystem.named("mailboxes").timeSource(time).workers(2).start();
    private final Probe<Object> heard = new Probe<>();
    private final Probe<DeadLetter> dead = new Probe<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    MailboxTest() {
        system.deadLetterChannel().subscribe(dead::add);
    }

    @AfterEach
    void close() {
        gate.countDown();
        system.close();
    }

    /// An actor that is held up in its first message, "hold", until the gate opens.
    private ActorRef<Object> held(Mailbox<Object> mailbox) {
        var actor = system.spawn(
                "held",
                Props.of(context -> reporting(context, "held")).mailbox(mailbox).blocking());
        actor.tell("hold");
        assertThat(heard.next()).isEqualTo("hold");
        return actor;
    }

    private Behavior<Object> reporting(ActorContext<Object> context, String name) {
        return new Behavior<>() {
            @Override
            public void receive(Object message) throws InterruptedException {
                heard.add(message);
                switch (message) {
                    case String word when word.equals("hold") -> gate.await();
                    case String word when word.equals("fail") -> throw new IllegalStateException("on purpose");
                    case ActorRef<?> watched -> context.watch(watched);
                    default -> {}
                }
            }

            @Override
            public void onSignal(Signal signal) {
                heard.add(name + " " + signal.getClass().getSimpleName());
            }
        };
    }

    private void expectFull(Object message) {
        assertThat(dead.next()).satisfies(letter -> {
            assertThat(letter.message()).isEqualTo(message);
            assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.MAILBOX_FULL);
        });
    }

    @Test
    void dropNewestLosesWhatComesWhenItIsFull() {
        var actor = held(Mailbox.bounded(2, Mailbox.Overflow.DROP_NEWEST));

        actor.tell(1);
        actor.tell(2);
        actor.tell(3);
        expectFull(3);
        gate.countDown();

        assertThat(heard.next(2)).containsExactly(1, 2);
        actor.tell(4);
        assertThat(heard.next()).isEqualTo(4);
        dead.expectNothingMore();
    }

    @Test
    void dropOldestLosesWhatHasWaitedLongest() {
        var actor = held(Mailbox.bounded(2, Mailbox.Overflow.DROP_OLDEST));

        actor.tell(1);
        actor.tell(2);
        actor.tell(3);
        expectFull(1);
        gate.countDown();

        assertThat(heard.next(2)).containsExactly(2, 3);
        dead.expectNothingMore();
    }

    @Test
    void failSenderThrowsAtTheTellerAndFailsTheAsk() {
        var actor = held(Mailbox.bounded(1, Mailbox.Overflow.FAIL_SENDER));
        actor.tell(1);

        assertThatThrownBy(() -> actor.tell(2))
                .isInstanceOf(MailboxFullException.class)
                .isInstanceOf(UndeliverableException.class)
                .hasMessage("tell to /user/held found its mailbox full");
        expectFull(2);
        var answer = actor.<String>ask(replyTo -> replyTo, ofHours(1));

        assertThatThrownBy(answer::join)
                .cause()
                .isInstanceOf(MailboxFullException.class)
                .hasMessageContaining("/user/held");
        assertThat(system.deadLetterChannel().counts()).containsEntry(DeadLetter.Reason.MAILBOX_FULL, 2L);
        gate.countDown();
        assertThat(heard.next()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_NEWEST", "DROP_OLDEST"})
    void aDroppedAskFailsAtOnce(Mailbox.Overflow overflow) {
        var actor = held(Mailbox.bounded(1, overflow));

        var first = actor.<String>ask(_ -> "one", ofHours(1));
        var second = actor.<String>ask(_ -> "two", ofHours(1));

        var lost = overflow == Mailbox.Overflow.DROP_NEWEST ? second : first;
        assertThatThrownBy(lost::join).cause().isInstanceOf(MailboxFullException.class);
        var kept = overflow == Mailbox.Overflow.DROP_NEWEST ? first : second;
        assertThat(kept).isNotDone();
    }

    @Test
    void blockSenderHoldsUpABlockingActorUntilThereIsRoom() {
        var actor = held(Mailbox.bounded(1, Mailbox.Overflow.BLOCK_SENDER));
        system.spawn(
                        "sender",
                        Props.<Integer>of(_ -> count -> {
                                    for (int i = 0; i < count; i++) {
                                        actor.tell(i);
                                    }
                                    heard.add("all sent");
                                })
                                .blocking())
                .tell(20);
        awaitHeldUpSender(actor);
        heard.expectNothingMore();

        gate.countDown();

        var all = heard.next(21);
        all.remove("all sent");
        assertThat(all)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).boxed().map(Object.class::cast).toList());
        dead.expectNothingMore();
    }

    @Test
    void blockSenderRefusesWhoeverMustNotWait() {
        var actor = held(Mailbox.bounded(1, Mailbox.Overflow.BLOCK_SENDER));
        actor.tell(1);

        system.<Integer>spawn("event-driven", _ -> message -> heard.add(catchThrowable(() -> actor.tell(message))))
                .tell(2);

        assertThat(heard.next()).isInstanceOf(MailboxFullException.class);
        expectFull(2);
    }

    @Test
    void anActorDoesNotWaitForRoomInItsOwnMailbox() {
        var actor = system.<Integer>spawn(
                "itself",
                Props.<Integer>of(context -> _ -> {
                            context.self().tell(1);
                            heard.add(catchThrowable(() -> context.self().tell(2)));
                            context.stop();
                        })
                        .blocking()
                        .mailbox(Mailbox.bounded(1, Mailbox.Overflow.BLOCK_SENDER)));

        actor.tell(0);

        assertThat(heard.next()).isInstanceOf(MailboxFullException.class);
    }

    @Test
    void aSenderThatWaitsIsLetGoWhenTheTargetEnds() {
        var actor = held(Mailbox.bounded(1, Mailbox.Overflow.BLOCK_SENDER));
        actor.tell("waits");
        system.spawn(
                        "sender",
                        Props.<String>of(_ -> message -> {
                                    actor.tell(message);
                                    heard.add("let go");
                                })
                                .blocking())
                .tell("waited");
        awaitHeldUpSender(actor);

        system.stop(actor);
        gate.countDown();

        assertThat(heard.next(2)).containsExactlyInAnyOrder("let go", "held PostStop");
        assertThat(dead.next(2))
                .extracting(DeadLetter::message, DeadLetter::reason)
                .containsExactly(
                        tuple("waits", DeadLetter.Reason.ACTOR_STOPPED),
                        tuple("waited", DeadLetter.Reason.ACTOR_STOPPED));
    }

    private void awaitHeldUpSender(ActorRef<?> actor) {
        while (!((BacklogCell<?>) actor).backlog().isAwaited()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aFullMailboxKeepsNeitherSignalsNorTheStopOut() {
        var actor = held(Mailbox.bounded(1, Mailbox.Overflow.DROP_NEWEST));
        var doomed = system.<String>spawn("doomed", context -> _ -> context.stop());
        actor.tell(doomed);
        gate.countDown();
        assertThat(heard.next()).isEqualTo(doomed);
        doomed.tell("stop");
        assertThat(heard.next()).isEqualTo("held Terminated");

        system.stop(actor);

        assertThat(heard.next()).isEqualTo("held PostStop");
    }

    @Test
    void theBoundHoldsWhileTheActorWaitsForItsRestart() {
        var actor = system.<Object>spawn("parent", context -> {
            context.supervise(
                    SupervisorStrategy.oneForOne(_ -> Directive.RESTART).withBackoff(ofSeconds(5), ofSeconds(5), 0));
            var child = context.spawn(
                    "child",
                    Props.of(inner -> reporting(inner, "child"))
                            .mailbox(Mailbox.bounded(2, Mailbox.Overflow.DROP_NEWEST)));
            return child::tell;
        });
        actor.tell("fail");
        assertThat(heard.next(2)).containsExactly("fail", "child PreRestart");

        actor.tell(1);
        actor.tell(2);
        actor.tell(3);
        expectFull(3);

        assertThat(heard.next(() -> time.advance(ofSeconds(5)))).isEqualTo(1);
        assertThat(heard.next()).isEqualTo(2);
    }

    @Test
    void theLeastComesFirstAndEqualsKeepTheirOrder() {
        record Job(int rank, String name) {}
        Mailbox<Object> byRank =
                Mailbox.byPriority(Comparator.comparingInt(job -> job instanceof Job it ? it.rank() : 0));
        var actor = held(byRank);

        actor.tell(new Job(2, "c"));
        actor.tell(new Job(1, "a"));
        actor.tell(new Job(2, "d"));
        actor.tell(new Job(1, "b"));
        gate.countDown();

        assertThat(heard.next(4)).extracting(job -> ((Job) job).name()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatComesThroughAnAdapterGoesFirst() throws Exception {
        var adapter = new CompletableFuture<ActorRef<Integer>>();
        var actor = system.<String>spawn(
                "actor",
                Props.<String>of(context -> {
                            adapter.complete(context.messageAdapter(number -> "adapted " + number));
                            return message -> {
                                heard.add(message);
                                if (message.equals("hold")) {
                                    gate.await();
                                }
                            };
                        })
                        .blocking()
                        .mailbox(Mailbox.byPriority(Comparator.<String>naturalOrder())));
        actor.tell("hold");
        assertThat(heard.next()).isEqualTo("hold");

        actor.tell("a");
        adapter.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS).tell(1);
        gate.countDown();

        assertThat(heard.next(2)).containsExactly("adapted 1", "a");
    }

    @Test
    void anAdapterIsNoWayAroundTheBound() throws Exception {
        var adapter = new CompletableFuture<ActorRef<Integer>>();
        var actor = system.<String>spawn(
                "actor",
                Props.<String>of(context -> {
                            adapter.complete(context.messageAdapter(number -> "adapted " + number));
                            return message -> {
                                heard.add(message);
                                gate.await();
                            };
                        })
                        .blocking()
                        .mailbox(Mailbox.bounded(1, Mailbox.Overflow.FAIL_SENDER)));
        actor.tell("hold");
        assertThat(heard.next()).isEqualTo("hold");
        var foreign = adapter.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS);

        foreign.tell(1);

        assertThatThrownBy(() -> foreign.tell(2)).isInstanceOf(MailboxFullException.class);
        expectFull(2);
    }

    @Test
    void anOrderedMailboxCannotDropTheOldest() {
        var bounded = Mailbox.bounded(5, Mailbox.Overflow.DROP_OLDEST);

        assertThatThrownBy(() -> bounded.ordered(Comparator.<String>naturalOrder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DROP_OLDEST");
    }

    @Test
    void drainingHandsOverWhatWaitsBehindABound() throws Exception {
        var actor = held(Mailbox.bounded(5, Mailbox.Overflow.FAIL_SENDER));
        actor.tell(1);
        actor.tell(2);

        var drained = LocalActor.of(actor).orElseThrow().drain(late -> heard.add("late " + late));
        gate.countDown();

        assertThat(drained.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .messages())
                .containsExactly(1, 2);
        assertThat(heard.next()).isEqualTo("held PostStop");
        actor.tell(3);
        assertThat(heard.next()).isEqualTo("late 3");
    }

    @Test
    void quarantineKeepsWhatWaitsBehindABound() {
        try (var watched = ActorSystem.named("quarantine")
                .workers(2)
                .stallThreshold(ofMillis(20))
                .quarantineAfter(ofMillis(100))
                .start()) {
            var actor = watched.spawn(
                    "stuck",
                    Props.of(context -> reporting(context, "stuck"))
                            .mailbox(Mailbox.bounded(5, Mailbox.Overflow.FAIL_SENDER)));
            actor.tell("hold");
            actor.tell("kept");
            while (watched.quarantined().isEmpty()) {
                Thread.onSpinWait();
            }

            assertThat(watched.release(actor)).isTrue();

            assertThat(heard.next(2)).containsExactly("hold", "kept");
            gate.countDown();
        }
    }

    @Test
    void underContentionEveryMessageArrivesOnceAndInOrderOfItsSender() {
        record Numbered(int sender, int number) {}
        int senders = 4;
        int each = 2_000;
        var sink = system.spawn(
                "sink",
                Props.<Numbered>of(_ -> new Behavior<>() {
                            private final int[] expected = new int[senders];
                            private int received;

                            @Override
                            public void receive(Numbered message) {
                                if (message.number() != expected[message.sender()]++) {
                                    heard.add(message + " is out of order");
                                }
                                if (++received == senders * each) {
                                    heard.add("all received");
                                }
                            }
                        })
                        .mailbox(Mailbox.bounded(8, Mailbox.Overflow.BLOCK_SENDER)));

        for (int i = 0; i < senders; i++) {
            int sender = i;
            system.spawn(
                            "sender-" + i,
                            Props.<Integer>of(_ -> count -> {
                                        for (int number = 0; number < count; number++) {
                                            sink.tell(new Numbered(sender, number));
                                        }
                                    })
                                    .blocking())
                    .tell(each);
        }

        assertThat(heard.next()).isEqualTo("all received");
        dead.expectNothingMore();
    }
}
