package dev.understudy.sharding;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.AskTimeoutException;
import dev.understudy.actor.Behavior;
import dev.understudy.sharding.ShardingTest.Counter.Add;
import dev.understudy.sharding.ShardingTest.Counter.Total;
import dev.understudy.sharding.ownership.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShardingTest {
    static final class Counter implements Behavior<Counter.Command> {
        static final EntityType<Command> TYPE = EntityType.of("counter", Command.class);

        sealed interface Command {}

        record Add(int amount) implements Command {}

        record GetTotal(ActorRef<Total> replyTo) implements Command {}

        record GetPicture(int bytes, ActorRef<Picture> replyTo) implements Command {}

        @SuppressWarnings("ArrayRecordComponent") // nobody compares two
        record Picture(byte[] bytes) {}

        record Stop() implements Command {}

        record Fail() implements Command {}

        /// Ends once it is [#MAY_GO_ON].
        record Hold() implements Command {}

        record Total(String id, int total) {}

        static final String STILLBORN = "stillborn";
        static final Semaphore MAY_GO_ON = new Semaphore(0);

        private final EntityContext<Command> context;
        private int total;

        Counter(EntityContext<Command> context) {
            if (context.id().equals(STILLBORN)) {
                throw new IllegalStateException("never starts");
            }
            this.context = context;
        }

        @Override
        public void receive(Command command) throws InterruptedException {
            switch (command) {
                case Add(int amount) -> total += amount;
                case GetTotal(var replyTo) -> replyTo.tell(new Total(context.id(), total));
                case GetPicture(int bytes, var replyTo) -> replyTo.tell(new Picture(new byte[bytes]));
                case Hold() -> MAY_GO_ON.acquire();
                case Stop() -> context.actor().stop();
                case Fail() -> throw new IllegalStateException("asked to fail");
            }
        }
    }

    private final TestGrid grid = new TestGrid(new EntityKind<>(Counter.TYPE, Counter::new));

    @AfterEach
    void stopGrid() throws Exception {
        grid.stop();
    }

    @Test
    void everyEntityIsReachedFromEveryMemberAndKnowsItself() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);

        for (var name : List.of("a", "b", "c")) {
            for (int id = 0; id < 50; id++) {
                grid.member(name).entityRef(Counter.TYPE, "e" + id).tell(new Add(1));
            }
        }

        // What one member asks may come before what another has told.
        for (int id = 0; id < 50; id++) {
            int entity = id;
            grid.await(() -> List.of("a", "b", "c").stream()
                    .allMatch(name -> total(name, "e" + entity).equals(new Total("e" + entity, 3))));
        }
        assertThat(grid.members().mapToInt(Sharding::residents).sum()).isEqualTo(50);
        assertThat(grid.members()).allMatch(member -> member.residents() > 0);
    }

    @Test
    void aClientReachesEntitiesAndHostsNone() {
        grid.start("a", "b");
        grid.awaitBalance(2);
        grid.startClient("client");

        grid.member("client").entityRef(Counter.TYPE, "e").tell(new Add(5));

        assertThat(total("client", "e").total()).isEqualTo(5);
        assertThat(grid.member("client").runningShards()).isZero();
    }

    @Test
    void everyEntityAnswersAgainAfterItsOwnerCrashed() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);
        for (int id = 0; id < 50; id++) {
            assertThat(total("a", "e" + id).total()).isZero();
        }

        grid.crash("b");

        for (int id = 0; id < 50; id++) {
            assertThat(eventually("a", "e" + id).id()).isEqualTo("e" + id);
        }
        assertThat(grid.member("a").shardsByOwner()).containsOnlyKeys("a", "c");
    }

    @Test
    void aJoiningMemberTakesShardsAndNoAskIsLostMeanwhile() throws Exception {
        grid.start("a", "b");
        grid.awaitBalance(2);
        var answers = new ArrayList<CompletableFuture<Total>>();
        for (int id = 0; id < 200; id++) {
            answers.add(ask("a", "e" + id));
        }

        grid.start("c");
        for (int id = 0; id < 200; id++) {
            answers.add(ask("a", "e" + id));
        }

        for (var answer : answers) {
            assertThat(answer.get()).isNotNull();
        }
        grid.awaitBalance(3);
        assertThat(grid.member("c").runningShards()).isPositive();
    }

    @Test
    void aLeavingMemberHandsItsShardsOverAndNoAskIsLost() throws Exception {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);
        var answers = new ArrayList<CompletableFuture<Total>>();
        for (int id = 0; id < 200; id++) {
            answers.add(ask("a", "e" + id));
        }

        var left = grid.member("b").leave();
        for (int id = 0; id < 200; id++) {
            answers.add(ask("a", "e" + id));
        }
        left.get();

        for (var answer : answers) {
            assertThat(answer.get()).isNotNull();
        }
        assertThat(grid.member("b").runningShards()).isZero();
        assertThat(grid.member("b").residents()).isZero();
    }

    @Test
    void anEntityThatStopsIsActivatedAnewByItsNextMessage() {
        grid.start("a");
        var counter = grid.member("a").entityRef(Counter.TYPE, "e");

        counter.tell(new Add(5));
        counter.tell(new Counter.Stop());

        assertThat(eventually("a", "e").total()).isZero();
    }

    @Test
    void anEntityThatFailsIsRestartedAndAnswersOn() {
        grid.start("a");
        var counter = grid.member("a").entityRef(Counter.TYPE, "e");

        counter.tell(new Add(5));
        counter.tell(new Counter.Fail());

        assertThat(total("a", "e").total()).isZero();
    }

    @Test
    void anEntityThatFailsTooOftenIsQuarantinedUntilItIsReleasedAndItsNeighborsLiveOn() {
        grid.start("a");
        var failing = grid.member("a").entityRef(Counter.TYPE, "failing");
        var neighbor = neighborOf("failing");
        grid.member("a").entityRef(Counter.TYPE, neighbor).tell(new Add(5));

        for (int failures = 0; failures < 20; failures++) {
            failing.tell(new Counter.Fail());
        }
        grid.await(() -> !grid.member("a").quarantined().isEmpty());

        assertThat(grid.member("a").quarantined()).containsExactly("counter/failing");
        assertThatThrownBy(() -> total("a", "failing"))
                .hasCauseInstanceOf(EntityUnavailableException.class)
                .hasMessageContaining("QUARANTINED");
        assertThat(total("a", neighbor).total()).isEqualTo(5);
        assertThat(grid.member("a").release(Counter.TYPE, neighbor)).isFalse();
        assertThat(grid.member("a").release(Counter.TYPE, "failing")).isTrue();
        assertThat(total("a", "failing").total()).isZero();
        assertThat(grid.member("a").quarantined()).isEmpty();
    }

    @Test
    void anEntityThatNeverStartsIsQuarantinedAndItsNeighborsLiveOn() {
        grid.start("a");
        var stillborn = grid.member("a").entityRef(Counter.TYPE, Counter.STILLBORN);

        var answer = stillborn.ask(Counter.GetTotal::new, ofMinutes(5));

        assertThatThrownBy(answer::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(EntityUnavailableException.class)
                .hasMessageContaining("QUARANTINED");
        assertThat(total("a", neighborOf(Counter.STILLBORN)).total()).isZero();
    }

    @Test
    void anAskThatIsTooLateHoldsUpNothing() throws Exception {
        grid.start("a");
        var counter = grid.member("a").entityRef(Counter.TYPE, "e");

        counter.tell(new Counter.Hold());
        var late = counter.ask(Counter.GetTotal::new, ofMillis(50));
        assertThatThrownBy(late::get).hasCauseInstanceOf(AskTimeoutException.class);
        Counter.MAY_GO_ON.release();

        assertThat(total("a", "e").total()).isZero();
    }

    @Test
    void membersThatLeaveTogetherDoNotWaitForEachOther() throws Exception {
        grid.start("a", "b");
        grid.awaitBalance(2);
        grid.startClient("client");

        var left = List.of(grid.member("a").leave(), grid.member("b").leave());

        for (var one : left) {
            one.get(60, TimeUnit.SECONDS);
        }
        assertThat(left).allMatch(CompletableFuture::isDone);
    }

    @Test
    void anAnswerThatIsTooLargeFailsItsAskAndNotTheEntity() {
        grid.start("a");
        grid.startClient("client");
        var entity = grid.member("client").entityRef(Counter.TYPE, "e");
        entity.tell(new Add(5));

        var answer = entity.ask(
                (ActorRef<Counter.Picture> replyTo) -> new Counter.GetPicture(5 << 20, replyTo), ofMinutes(5));

        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(EntityFailedException.class)
                .hasMessageContaining("TOO_LARGE");
        assertThat(total("client", "e").total()).isEqualTo(5);
    }

    @Test
    void anUnknownEntityTypeIsRefusedWithThoseThatAreKnown() {
        grid.start("a");
        var unknown = EntityType.of("till", Counter.Command.class);

        assertThatThrownBy(() -> grid.member("a").entityRef(unknown, "e"))
                .isInstanceOf(UnknownEntityTypeException.class)
                .hasMessageContaining("'till'")
                .hasMessageContaining("[counter]");
    }

    @Test
    void aTypeThatOnlyTheAskerKnowsFailsTheAskAsUnavailable() {
        grid.start("a");
        var till = new EntityKind<>(EntityType.of("till", Counter.Command.class), Counter::new);
        grid.startClient("client", till);

        var answer = grid.member("client").entityRef(till.type(), "e").ask(Counter.GetTotal::new, ofSeconds(30));

        assertThatThrownBy(answer::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(EntityUnavailableException.class)
                .hasMessageContaining("UNKNOWN_ENTITY_TYPE");
    }

    @Test
    void anIdThatIsEmptyOrTooLongIsRefused() {
        grid.start("a");

        assertThatThrownBy(() -> grid.member("a").entityRef(Counter.TYPE, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 512");
        assertThatThrownBy(() -> grid.member("a").entityRef(Counter.TYPE, "x".repeat(513)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anIdleEntityIsPassivatedWhereAskedForAndComesBackWithItsNextMessage() {
        grid.passivation(new PassivationPolicy(Optional.empty(), Optional.of(10)));
        grid.start("a");

        for (int id = 0; id < 200; id++) {
            assertThat(total("a", "e" + id).total()).isZero();
        }

        grid.await(() -> grid.member("a").residents() <= 10);
        assertThat(total("a", "e0").id()).isEqualTo("e0");
    }

    @Test
    void everyTurnIsInTheAudit() throws Exception {
        grid.start("a");
        var counter = grid.member("a").entityRef(Counter.TYPE, "e");

        counter.tell(new Add(1));
        counter.tell(new Add(2));
        assertThat(total("a", "e").total()).isEqualTo(3);

        assertThat(grid.turns("a"))
                .hasSize(3)
                .allMatch(turn -> turn.type().equals("counter") && turn.id().equals("e"));
    }

    /// Another entity of the same shard.
    private static String neighborOf(String id) {
        var shard = ShardId.of(Counter.TYPE.name(), id, TestGrid.SHARDS);
        return IntStream.range(0, 10_000)
                .mapToObj(number -> "e" + number)
                .filter(other ->
                        ShardId.of(Counter.TYPE.name(), other, TestGrid.SHARDS).equals(shard))
                .findFirst()
                .orElseThrow();
    }

    private CompletableFuture<Total> ask(String member, String id) {
        return grid.member(member).entityRef(Counter.TYPE, id).ask(Counter.GetTotal::new, ofSeconds(60));
    }

    private Total total(String member, String id) {
        return ask(member, id).join();
    }

    /// Asks again where the owner was lost before it answered.
    private Total eventually(String member, String id) {
        var answer = new Total[1];
        grid.await(() -> {
            try {
                answer[0] = total(member, id);
                return true;
            } catch (java.util.concurrent.CompletionException lost) {
                return false;
            }
        });
        return answer[0];
    }
}
