package dev.understudy.actor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What helps to find mistakes: copies of messages, and looking for actors that somebody forgot.
class CareTest {

    private final ManualTime time = new ManualTime();
    private final ActorSystem system = ActorSystem.named("care")
            .timeSource(time)
            .workers(2)
            .messageCopier(CareTest::copy)
            .start();
    private final Probe<Object> heard = new Probe<>();

    @AfterEach
    void close() {
        system.close();
    }

    /// As a codec would: lists are made anew, what is neither list, text nor ref is refused.
    private static Object copy(Object message) {
        return switch (message) {
            case List<?> list -> new ArrayList<>(list);
            case String text -> text;
            case ActorRef<?> ref -> ref;
            default -> throw new IllegalArgumentException("not registered");
        };
    }

    @Test
    void whatIsToldAskedOrAdaptedArrivesAsACopy() throws Exception {
        var adapter = new CompletableFuture<ActorRef<List<String>>>();
        var actor = system.<Object>spawn("actor", context -> {
            adapter.complete(context.messageAdapter(list -> list));
            return heard::add;
        });
        var mutable = new ArrayList<>(List.of("a"));

        actor.tell(mutable);
        actor.tell(mutable, ofSeconds(1));
        var _ = actor.<String>ask(_ -> mutable, ofSeconds(1));
        adapter.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS).tell(mutable);

        assertThat(heard.next(4))
                .allSatisfy(arrived -> assertThat(arrived).isEqualTo(mutable).isNotSameAs(mutable));
    }

    @Test
    void childrenGetCopiesToo() {
        var mutable = new ArrayList<>(List.of("a"));
        system.<Object>spawn("parent", context -> {
            context.<Object>spawn(_ -> heard::add).tell(mutable);
            return _ -> {};
        });

        assertThat(heard.next()).isEqualTo(mutable).isNotSameAs(mutable);
    }

    @Test
    void whatTheCopierRefusesFailsItsSenderNamingTheClass() {
        var actor = system.<Object>spawn("actor", _ -> heard::add);

        assertThatThrownBy(() -> actor.tell(new BitSet()))
                .isInstanceOf(MessageNotCopyableException.class)
                .hasMessage("a java.util.BitSet sent to /user/actor can't be copied")
                .hasRootCauseMessage("not registered");
        var answer = actor.<String>ask(_ -> new BitSet(), ofSeconds(1));

        assertThatThrownBy(answer::join).cause().isInstanceOf(MessageNotCopyableException.class);
        heard.expectNothingMore();
    }

    private Census census() {
        var census = system.census(ofSeconds(10));
        try {
            return census.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no census", e);
        }
    }

    @Test
    void aCensusCountsByKindAndParent() {
        system.<String>spawn("parent", context -> {
            for (int i = 0; i < 3; i++) {
                context.spawn(Props.<String>of(_ -> heard::add).kind("child"));
            }
            heard.add("spawned");
            return heard::add;
        });
        assertThat(heard.next()).isEqualTo("spawned");

        // Whoever has just been spawned is of a kind that is not known before it has its behavior.
        var family = new Census.Family("child", "/user/parent");
        while (!census().alive().containsKey(family)) {
            Thread.onSpinWait();
        }
        var census = census();
        assertThat(census.alive()).containsEntry(family, 3L);
        assertThat(census.count()).isEqualTo(4);
        assertThat(census.silent()).isZero();
    }

    @Test
    void aCensusNamesWhoIsIdleForLongest() {
        var old = system.<Object>spawn("old", _ -> heard::add);
        old.tell("hello");
        assertThat(heard.next()).isEqualTo("hello");
        time.advance(ofSeconds(60));
        system.<Object>spawn("young", _ -> heard::add).tell("hello");
        assertThat(heard.next()).isEqualTo("hello");

        assertThat(census().idleLongest()).extracting(Census.Idle::actor).containsExactly("/user/old", "/user/young");
        assertThat(census().idleLongest().getFirst().since()).isEqualTo(ofSeconds(60));
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES)
    void whoIsAtWorkOnOneMessageIsSilent() throws Exception {
        var entered = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        system.spawn(
                        "busy",
                        Props.<String>of(_ -> _ -> {
                                    entered.countDown();
                                    gate.await();
                                })
                                .blocking())
                .tell("work");
        entered.await();

        // The clock is ours and the threads are not: others may answer too late as well, but not each time.
        long silent;
        do {
            var census = system.census(ofSeconds(10));
            while (!census.isDone()) {
                time.advance(ofSeconds(1));
            }
            silent = census.get().silent();
            assertThat(silent).isPositive();
        } while (silent > 1);
        gate.countDown();
    }

    private static Census look(long sessions, long connections) {
        return new Census(
                Instant.EPOCH,
                Map.of(
                        new Census.Family("session", "/user/sessions"),
                        sessions,
                        new Census.Family("connection", "/user/connections"),
                        connections),
                List.of(),
                0);
    }

    @Test
    void aFamilyThatGrowsAtEveryLookIsReported() {
        var report = LeakReport.of(List.of(look(10, 5), look(20, 9), look(40, 8)));

        assertThat(report.growing())
                .containsExactly(new LeakReport.Growth(new Census.Family("session", "/user/sessions"), 10, 40));
    }

    @Test
    void twoLooksSayNothing() {
        assertThatThrownBy(() -> LeakReport.of(List.of(look(1, 1), look(2, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fewer than 3");
    }
}
