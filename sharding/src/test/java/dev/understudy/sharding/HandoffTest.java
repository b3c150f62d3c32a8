package dev.understudy.sharding;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Role;
import dev.understudy.cluster.SendResult;
import dev.understudy.remoting.NodeClosedException;
import dev.understudy.serialization.WireInput;
import dev.understudy.sharding.HandoffTest.Steps.Block;
import dev.understudy.sharding.HandoffTest.Steps.Step;
import dev.understudy.sharding.Puppet.Head;
import dev.understudy.sharding.ownership.ShardId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A member of the grid among members whose frames the test writes: what the timing of a real one seldom shows.
class HandoffTest {
    static final class Steps implements Behavior<Steps.Command> {
        static final EntityType<Command> TYPE = EntityType.of("steps", Command.class);

        sealed interface Command {}

        record Step(int number) implements Command {}

        record Block() implements Command {}

        record Which(ActorRef<Integer> replyTo) implements Command {}

        private final CountDownLatch entered;
        private final CountDownLatch gate;
        private int last;

        Steps(CountDownLatch entered, CountDownLatch gate) {
            this.entered = entered;
            this.gate = gate;
        }

        @Override
        public void receive(Command command) throws Exception {
            switch (command) {
                case Step(int number) -> last = number;
                case Which(var replyTo) -> replyTo.tell(last);
                case Block() -> {
                    entered.countDown();
                    assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
                }
            }
        }
    }

    private static final String UNKNOWN = "unknown";
    private static final long FIRST = 1;
    private static final long SECOND = 2;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final TestGrid grid = new TestGrid(new EntityKind<>(Steps.TYPE, _ -> new Steps(entered, gate)));

    @AfterEach
    void stopGrid() throws Exception {
        gate.countDown();
        grid.stop();
    }

    @Test
    void anAskThatCameBackFromALeaverIsNotLostWithIt() {
        grid.start("a");
        var leaver = grid.puppet("leaver", Role.DATA).start();
        var answer = askWhatTheOtherOwns(leaver, "a");

        var head = Head.read(leaver.next(Puppet.ENTITY));
        leaver.send(
                "a",
                ChannelKind.DATA,
                Puppet.MOVED,
                frame -> frame.writeVarLong(head.epoch() + 1)
                        .writeString(head.type())
                        .writeString(head.id())
                        .writeVarLong(head.ask()));
        leaver.close();

        assertThat(answer.join()).isZero();
    }

    @Test
    void anAskThatWaitsForAnotherMemberWhenItsNodeClosesFails() {
        grid.start("a");
        var owner = grid.puppet("owner", Role.DATA).start();
        var answer = askWhatTheOtherOwns(owner, "a");
        owner.next(Puppet.ENTITY);

        grid.close("a");

        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(NodeClosedException.class)
                .hasMessageContaining("whether the request was handled is not known");
    }

    @Test
    void whatAnEntityHadNotProcessedGoesBeforeWhatCameWhileItDrained() throws Exception {
        var planner = startUnderAPlanner();
        var entity = grid.member("a").entityRef(Steps.TYPE, entityId());
        entity.tell(new Block());
        entered.await();
        entity.tell(new Step(1));
        entity.tell(new Step(2));

        takeAllShards(planner);
        entity.tell(new Step(3));
        gate.countDown();

        assertThat(Stream.generate(() -> stepOf(planner, planner.next(Puppet.ENTITY)))
                        .limit(3))
                .containsExactly(1, 2, 3);
    }

    @Test
    void whatArrivedGoesBackInTheOrderInWhichItArrived() throws Exception {
        var planner = startUnderAPlanner();
        grid.member("a").entityRef(Steps.TYPE, entityId()).tell(new Block());
        entered.await();
        tellStep(planner, 1);
        awaitThatAHasReadAll(planner);

        takeAllShards(planner);
        tellStep(planner, 2);
        awaitThatAHasReadAll(planner);
        gate.countDown();

        assertThat(Stream.generate(() -> stepOf(planner, planner.next(Puppet.MOVED)))
                        .limit(2))
                .containsExactly(1, 2);
    }

    @Test
    void aReleaseReachesAnOwnerThatComesIntoViewLater() {
        var planner = startUnderAPlanner();
        var owner = grid.puppet("owner", Role.DATA);

        planner.announce("a", SECOND, grid.shards(), owner.id(), List.of(planner.id("a")));
        grid.await(() -> grid.member("a").runningShards() == 0);
        owner.start();

        assertThat(IntStream.range(0, grid.shards())
                        .map(_ -> owner.next(Puppet.RELEASED).readVarInt()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, grid.shards()).boxed().toList());
    }

    @Test
    void everyAskComesBackThoughItsSenderIsBusy() {
        grid.dataQueueFrames(1);
        var planner = startUnderAPlanner();
        takeAllShards(planner);

        int asks = 200;
        for (int ask = 1; ask <= asks; ask++) {
            long number = ask;
            assertThat(planner.send("a", ChannelKind.DATA, Puppet.ENTITY, frame -> {
                        frame.writeVarLong(SECOND)
                                .writeString(Steps.TYPE.name())
                                .writeString("e" + number)
                                .writeVarLong(number);
                        planner.codec().encode(new Step(1), frame);
                        return frame;
                    }))
                    .isEqualTo(SendResult.ACCEPTED);
        }

        assertThat(IntStream.rangeClosed(1, asks)
                        .mapToObj(_ -> Head.read(planner.next(Puppet.MOVED)).ask()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, asks).mapToObj(Long::valueOf).toList());
    }

    @Test
    void aMemberDoesNotLeaveWhileItIsStillToRunShards() throws Exception {
        var planner = startUnderAPlanner();
        takeAllShards(planner);
        planner.announce("a", 3, grid.shards(), planner.id("a"), List.of(planner.id())); // which never releases them
        grid.await(() -> grid.member("a").epoch() == 3);

        var left = grid.member("a").leave();
        planner.next(Puppet.LEAVING);
        assertThat(left).isNotDone();

        planner.announce("a", 4, grid.shards(), planner.id(), List.of(planner.id("a")));
        left.get(60, TimeUnit.SECONDS);
    }

    @Test
    void anAskThatCannotBeReadIsRefused() {
        var planner = startUnderAPlanner();

        planner.send(
                "a",
                ChannelKind.DATA,
                Puppet.ENTITY,
                frame -> frame.writeVarLong(FIRST)
                        .writeString(Steps.TYPE.name())
                        .writeString("e")
                        .writeVarLong(7)
                        .writeByte(99)); // no message begins so

        var refused = planner.next(Puppet.REFUSED);
        assertThat(refused.readVarLong()).isEqualTo(7);
        assertThat(refused.readString()).isEqualTo("UNREADABLE");
    }

    @Test
    void aMemberThatJoinsWhileAnotherLeavesIsTold() {
        var planner = startUnderAPlanner();
        var left = grid.member("a").leave();
        planner.next(Puppet.LEAVING);

        var late = grid.puppet("late", Role.CLIENT).start();

        assertThat(late.next(Puppet.LEAVING).remaining()).isZero();
        assertThat(left).isNotDone();
    }

    /// Starts "a" as the owner of all shards, by the word of a member that plans and does as the test says.
    private Puppet startUnderAPlanner() {
        var planner = grid.puppet("planner", Role.DATA)
                .givingAllShardsToJoiners(grid.shards())
                .start();
        grid.start("a");
        grid.await(() -> grid.member("a").runningShards() == grid.shards());
        return planner;
    }

    /// Takes the shards of "a" for the planner; returns when all shards there know, and the idle ones have released.
    private void takeAllShards(Puppet planner) {
        planner.announce("a", SECOND, grid.shards(), planner.id(), List.of(planner.id("a")));
        // Shards are told in the order of their numbers, so the last one's release says that the others were told.
        boolean wasLast = false;
        while (!wasLast) {
            wasLast = planner.next(Puppet.RELEASED).readVarInt() == grid.shards() - 1;
        }
    }

    /// An entity of another shard than the last.
    private String entityId() {
        return IntStream.range(0, 1000)
                .mapToObj(number -> "e" + number)
                .filter(id -> ShardId.of(Steps.TYPE.name(), id, grid.shards()).value() != grid.shards() - 1)
                .findFirst()
                .orElseThrow();
    }

    private CompletableFuture<Integer> askWhatTheOtherOwns(Puppet owner, String asker) {
        var member = grid.member(asker);
        grid.await(() -> member.shardsByOwner().containsKey(owner.self().name()));
        var id = IntStream.range(0, 1000)
                .mapToObj(number -> "e" + number)
                .filter(one -> member.ownerOf(Steps.TYPE, one)
                        .filter(owner.self()::equals)
                        .isPresent())
                .findFirst()
                .orElseThrow();
        return member.entityRef(Steps.TYPE, id).ask(Steps.Which::new, ofMinutes(5));
    }

    private void tellStep(Puppet from, int number) {
        from.send("a", ChannelKind.DATA, Puppet.ENTITY, frame -> {
            frame.writeVarLong(FIRST)
                    .writeString(Steps.TYPE.name())
                    .writeString(entityId())
                    .writeVarLong(0);
            from.codec().encode(new Step(number), frame);
            return frame;
        });
    }

    /// Frames of one sender are read in order, so an answer to the last shows that all have been.
    private static void awaitThatAHasReadAll(Puppet sender) {
        sender.send(
                "a",
                ChannelKind.DATA,
                Puppet.ENTITY,
                frame -> frame.writeVarLong(FIRST)
                        .writeString(UNKNOWN)
                        .writeString("e")
                        .writeVarLong(1));
        sender.next(Puppet.REFUSED);
    }

    private static int stepOf(Puppet puppet, WireInput frame) {
        Head.read(frame);
        return ((Step) puppet.codec().decode(frame)).number();
    }
}
