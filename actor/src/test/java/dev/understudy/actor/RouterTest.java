package dev.understudy.actor;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.internal.LocalActor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pools and groups, and how they choose.
class RouterTest {

    /// Something to route.
    private sealed interface Work {
        record Say(String what) implements Work {}

        record Hold(CountDownLatch gate) implements Work {}

        record End() implements Work {}

        record Fail() implements Work {}

        record Ask(String what, ActorRef<String> replyTo) implements Work {}
    }

    /// What a routee has heard.
    private record Heard(int worker, String what) {}

    private final ManualTime time = new ManualTime();
    private final ActorSystem system = ActorSystem.named("routers")
            .timeSource(time)
            .random(new Random(7))
            .workers(2)
            .start();
    private final Probe<Heard> heard = new Probe<>();
    private final Probe<DeadLetter> dead = new Probe<>();
    private final AtomicInteger workers = new AtomicInteger();

    @AfterEach
    void close() {
        system.close();
    }

    private BehaviorFactory<Work> worker() {
        return context -> {
            int number = workers.incrementAndGet();
            return work -> {
                switch (work) {
                    case Work.Say(var what) -> heard.add(new Heard(number, what));
                    case Work.Hold(var gate) -> {
                        heard.add(new Heard(number, "held"));
                        gate.await();
                    }
                    case Work.End() -> context.stop();
                    case Work.Fail() -> throw new IllegalStateException("on purpose");
                    case Work.Ask(var what, var replyTo) -> {
                        heard.add(new Heard(number, what));
                        replyTo.tell(number + " says " + what);
                    }
                }
            };
        };
    }

    private Map<Integer, Long> share(int messages) {
        var share = new HashMap<Integer, Long>();
        heard.next(messages).forEach(it -> share.merge(it.worker(), 1L, Long::sum));
        return share;
    }

    @Test
    void aPoolGoesRoundRobinUnlessToldOtherwise() {
        var pool = system.spawn("pool", Router.pool(3, worker()));

        for (int i = 0; i < 9; i++) {
            pool.tell(new Work.Say("hello"));
        }

        assertThat(share(9)).containsOnly(Map.entry(1, 3L), Map.entry(2, 3L), Map.entry(3, 3L));
    }

    @Test
    void atRandomEverybodyGetsSome() {
        var pool = system.spawn("pool", Router.pool(3, worker()).routing(Routing.random()));

        for (int i = 0; i < 300; i++) {
            pool.tell(new Work.Say("hello"));
        }

        assertThat(share(300))
                .hasSize(3)
                .allSatisfy((_, count) -> assertThat(count).isBetween(50L, 150L));
    }

    @Test
    void broadcastReachesEveryRoutee() {
        var pool = system.spawn("pool", Router.pool(3, worker()).routing(Routing.broadcast()));

        pool.tell(new Work.Say("hello"));

        assertThat(share(3)).containsOnlyKeys(1, 2, 3);
    }

    @Test
    void theSameKeyGoesToTheSameRouteeAndKeysSpread() {
        var pool = system.spawn(
                "pool",
                Router.pool(4, worker()).routing(Routing.<Work>consistentHashing(work -> ((Work.Say) work).what())));
        for (int round = 0; round < 3; round++) {
            for (int key = 0; key < 100; key++) {
                pool.tell(new Work.Say("key-" + key));
            }
        }

        var places = new HashMap<String, Set<Integer>>();
        heard.next(300)
                .forEach(it ->
                        places.computeIfAbsent(it.what(), _ -> new HashSet<>()).add(it.worker()));
        assertThat(places.values()).allSatisfy(place -> assertThat(place).hasSize(1));
        assertThat(places.values().stream().flatMap(Set::stream).distinct()).hasSize(4);
    }

    @Test
    void theOneWithTheShortestMailboxIsLeastBusy() {
        var gate = new CountDownLatch(1);
        var pool = system.spawn(
                "pool", Router.pool(2, Props.of(worker()).blocking()).routing(Routing.leastBusy()));
        pool.tell(new Work.Hold(gate));
        int held = heard.next().worker();

        for (int i = 0; i < 5; i++) {
            pool.tell(new Work.Say("hello"));
            // The other one is idle again before the next is sent.
            assertThat(heard.next().worker()).isNotEqualTo(held);
            awaitIdleChild(pool);
        }
        gate.countDown();
    }

    private void awaitIdleChild(ActorRef<Work> pool) {
        while (((ActorCell<?>) pool)
                .children().from(0).stream()
                        .noneMatch(child -> LocalActor.of(child).orElseThrow().isIdle())) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anAskThroughARouterIsAnAskOfTheRoutee() {
        var pool = system.spawn("pool", Router.pool(1, worker()));

        var answer = pool.<String>ask(replyTo -> new Work.Ask("hello", replyTo), ofHours(1));

        assertThat(answer.join()).isEqualTo("1 says hello");
    }

    @Test
    void anAskThatItsAskerGaveUpIsNotHandledByTheRoutee() {
        system.deadLetterChannel().subscribe(dead::add);
        var gate = new CountDownLatch(1);
        var pool = system.spawn("pool", Router.pool(1, Props.of(worker()).blocking()));
        pool.tell(new Work.Hold(gate));
        assertThat(heard.next().what()).isEqualTo("held");

        var answer = pool.<String>ask(replyTo -> new Work.Ask("late", replyTo), ofHours(1));
        pool.tell(new Work.Say("after"));
        answer.cancel(false);
        gate.countDown();

        assertThat(heard.next().what()).isEqualTo("after");
        assertThat(dead.next().reason()).isEqualTo(DeadLetter.Reason.CANCELLED);
    }

    @Test
    void theFirstAnswerIsTheAnswerAndTheOthersAreDeadLetters() {
        system.deadLetterChannel().subscribe(dead::add);
        var pool = system.spawn(
                "pool",
                Router.pool(3, worker())
                        .routing(Routing.<Work, String>scatterGatherFirst(
                                ofSeconds(10),
                                work -> ((Work.Ask) work).replyTo(),
                                (work, replyTo) -> new Work.Ask(((Work.Ask) work).what(), replyTo))));

        var answer = pool.<String>ask(replyTo -> new Work.Ask("hello", replyTo), ofHours(1));

        assertThat(answer.join()).endsWith("says hello");
        assertThat(share(3)).hasSize(3);
        assertThat(dead.next(2)).extracting(DeadLetter::reason).containsOnly(DeadLetter.Reason.ASK_OVER);
    }

    @Test
    void scatteredWithoutAnAnswerTheAskFailsInTime() {
        var deaf = system.<Work>spawn("deaf", _ -> _ -> {});
        var group = system.<Work>spawn(
                "group",
                Router.group(List.of(deaf))
                        .routing(Routing.<Work, String>scatterGatherFirst(
                                ofSeconds(1),
                                work -> ((Work.Ask) work).replyTo(),
                                (work, replyTo) -> new Work.Ask(((Work.Ask) work).what(), replyTo))));

        var answer = group.<String>ask(replyTo -> new Work.Ask("hello", replyTo), ofHours(1));
        while (!answer.isDone()) {
            time.advance(ofMillis(500));
        }

        assertThatThrownBy(answer::join).cause().isInstanceOf(AskTimeoutException.class);
    }

    @Test
    void aWorkerThatEndsIsReplacedAndOneThatFailsRestarted() {
        var pool = system.spawn("pool", Router.pool(1, worker()));
        pool.tell(new Work.Say("first"));
        assertThat(heard.next()).isEqualTo(new Heard(1, "first"));

        pool.tell(new Work.Fail());
        pool.tell(new Work.Say("restarted"));
        assertThat(heard.next()).isEqualTo(new Heard(2, "restarted"));

        pool.tell(new Work.End());
        // What is sent before the pool has heard of the end is a dead letter.
        assertThat(heard.next(() -> pool.tell(new Work.Say("replaced")))).isEqualTo(new Heard(3, "replaced"));
    }

    @Test
    void aPoolThatKeepsLosingItsWorkersFails() {
        var failures = new Probe<Throwable>();
        system.<String>spawn("parent", context -> {
            context.supervise(SupervisorStrategy.oneForOne(failure -> {
                failures.add(failure);
                return Directive.STOP;
            }));
            context.spawn(
                    "pool",
                    Router.<Work>pool(2, inner -> {
                                inner.stop();
                                return _ -> {};
                            })
                            .supervisedBy(SupervisorStrategy.DEFAULT.withRestartLimit(4, ofSeconds(10))));
            return _ -> {};
        });

        assertThat(failures.next())
                .isInstanceOf(PoolExhaustedException.class)
                .hasMessage("pool /user/parent/pool lost more than 4 workers within PT10S");
    }

    @Test
    void aPoolGrowsUnderLoadAndShrinksAfterIt() {
        var gate = new CountDownLatch(1);
        var pool = system.spawn(
                "pool", Router.pool(2, Props.of(worker()).blocking()).resizing(2, 4, ofSeconds(1)));
        for (int i = 0; i < 20; i++) {
            pool.tell(new Work.Hold(gate));
        }
        var atWork = new ArrayList<Integer>();
        while (atWork.size() < 2) {
            atWork.add(heard.next().worker());
        }
        awaitWorkers(4);

        gate.countDown();

        assertThat(heard.next(18)).hasSize(18);
        while (((ActorCell<?>) pool).children().count() > 2) {
            time.advance(ofSeconds(1));
        }
        pool.tell(new Work.Say("still there"));
        assertThat(heard.next().what()).isEqualTo("still there");
    }

    private void awaitWorkers(int count) {
        while (workers.get() < count) {
            time.advance(ofSeconds(1));
        }
    }

    @Test
    void aGroupForgetsWhoEndsAndThenHasNobody() {
        system.deadLetterChannel().subscribe(dead::add);
        var one = system.spawn("one", worker());
        var two = system.spawn("two", worker());
        var group = system.spawn("group", Router.group(List.of(one, two)));
        one.tell(new Work.End());
        two.tell(new Work.End());

        while (system.deadLetterChannel()
                .counts()
                .getOrDefault(DeadLetter.Reason.NO_ROUTEE, 0L)
                .equals(0L)) {
            group.tell(new Work.Say("anybody?"));
        }
        var answer = group.<String>ask(replyTo -> new Work.Ask("anybody?", replyTo), ofHours(1));

        assertThatThrownBy(answer::join)
                .cause()
                .isInstanceOf(UndeliverableException.class)
                .hasMessageContaining("NO_ROUTEE");
    }

    @Test
    void aGroupHasNoWorkersToResize() {
        var group = Router.group(List.of(system.spawn("one", worker())));

        assertThatThrownBy(() -> group.resizing(1, 2, ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("resize");
    }
}
