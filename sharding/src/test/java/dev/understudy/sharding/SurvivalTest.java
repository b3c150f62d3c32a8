package dev.understudy.sharding;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorRef;
import dev.understudy.persistence.Effect;
import dev.understudy.persistence.EventSourcedBehavior;
import dev.understudy.sharding.SurvivalTest.Ledger.Add;
import dev.understudy.sharding.SurvivalTest.Ledger.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SurvivalTest {
    static final class Ledger implements EventSourcedBehavior<Ledger.Command, Ledger.Event, Ledger.State> {
        static final EntityType<Command> TYPE =
                EntityType.of("ledger", Command.class).storing(Event.class, State.class);

        sealed interface Command {}

        record Add(int amount, ActorRef<Sum> replyTo) implements Command {}

        record GetSum(ActorRef<Sum> replyTo) implements Command {}

        /// Answered when the sum is no longer zero.
        record AwaitSum(ActorRef<Sum> replyTo) implements Command {}

        /// Adds to another ledger what was added here.
        record Copy(int amount, String to, ActorRef<Sum> replyTo) implements Command {}

        /// Adds to itself, a little later.
        record AddLater(int amount) implements Command {}

        record AddNow(int amount) implements Command {}

        record Oversleep(int amount) implements Command {}

        /// Decides to add, answers, and fails.
        record AddAndFail(int amount, ActorRef<Sum> replyTo) implements Command {}

        record Picture(String picture, ActorRef<Sum> replyTo) implements Command {}

        record Stop() implements Command {}

        sealed interface Event {}

        record Added(int amount) implements Event {}

        record WasToldToRun(int amount) implements Event {}

        record Pictured(String picture) implements Event {}

        record State(int sum, int due) {}

        record Sum(int sum) {}

        private final EntityContext<Command> context;

        Ledger(EntityContext<Command> context) {
            this.context = context;
        }

        @Override
        public State emptyState() {
            return new State(0, 0);
        }

        @Override
        public Effect<Event, State> onCommand(State state, Command command) {
            return switch (command) {
                case Add(int amount, var replyTo) ->
                    Effect.persist(new Added(amount), now -> replyTo.tell(new Sum(now.sum())));
                case GetSum(var replyTo) -> Effect.reply(replyTo, new Sum(state.sum()));
                case AwaitSum(var _) when state.sum() == 0 -> Effect.stash();
                case AwaitSum(var replyTo) -> Effect.persist(new Added(0), now -> replyTo.tell(new Sum(now.sum())));
                case Copy(int amount, var to, var replyTo) ->
                    Effect.persist(new Added(amount), _ -> {
                        var other = context.entityRef(TYPE, to);
                        context.actor()
                                .pipeToSelf(
                                        other.ask((ActorRef<Sum> back) -> new Add(amount, back), ofMinutes(1)),
                                        (sum, _) -> {
                                            replyTo.tell(sum == null ? new Sum(-1) : sum);
                                            return new AddNow(0);
                                        });
                    });
                case AddLater(int amount) ->
                    Effect.run(_ -> context.actor().timers().startOnce("later", new AddNow(amount), ofMillis(1)));
                case AddNow(int amount) -> Effect.persist(new Added(amount));
                case Oversleep(int amount) -> Effect.persist(new WasToldToRun(amount));
                case AddAndFail(int amount, var replyTo) ->
                    Effect.persist(new Added(amount), now -> {
                        replyTo.tell(new Sum(now.sum()));
                        context.entityRef(TYPE, "victim").tell(new AddNow(1));
                        throw new IllegalStateException("asked to fail");
                    });
                case Picture(var picture, var replyTo) ->
                    Effect.persist(new Pictured(picture), now -> replyTo.tell(new Sum(now.sum())));
                case Stop() -> Effect.stop();
            };
        }

        @Override
        public State onEvent(State state, Event event) {
            return switch (event) {
                case Added(int amount) -> new State(state.sum() + amount, 0);
                case WasToldToRun(int amount) -> new State(state.sum(), amount);
                case Pictured(var _) -> state;
            };
        }

        @Override
        public boolean runsUnasked(State state) {
            return state.due() > 0;
        }

        @Override
        public void onRecovered(State state) {
            if (state.due() > 0) {
                context.ref().tell(new AddNow(state.due()));
            }
        }
    }

    private final TestGrid grid = new TestGrid(new EntityKind<>(Ledger.TYPE, Ledger::new));

    @AfterEach
    void stopGrid() throws Exception {
        grid.stop();
    }

    @Test
    void whatWasAcknowledgedIsThereAfterTheOwnerCrashed() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);
        for (int id = 0; id < 60; id++) {
            for (int amount = 1; amount <= 3; amount++) {
                assertThat(add("a", "e" + id, amount)).isPositive();
            }
        }

        grid.crash("b");

        for (int id = 0; id < 60; id++) {
            assertThat(eventually("a", "e" + id)).isEqualTo(6);
        }
    }

    @Test
    void oneNodeAfterTheOtherMayCrashOnceTheCopiesAreWholeAgain() {
        grid.start("a", "b", "c", "d", "e");
        grid.awaitBalance(5);
        IntStream.range(0, 60).forEach(id -> add("a", "e" + id, 1));
        grid.crash("b");
        IntStream.range(0, 60)
                .forEach(id -> assertThat(eventually("a", "e" + id)).isEqualTo(1));
        grid.await(() -> grid.member("a").thinShards() == 0);

        grid.crash("c");

        IntStream.range(0, 60)
                .forEach(id -> assertThat(eventually("a", "e" + id)).isEqualTo(1));
    }

    @Test
    void whatNobodyHasACopyOfWaitsUntilAnOperatorGivesItUp() {
        grid.start("a", "b", "c", "d", "e");
        grid.awaitBalance(5);
        IntStream.range(0, 100).forEach(id -> add("a", "e" + id, 1));
        var operator = grid.member("a").operator();
        assertThat(operator.waitingShards()).isEmpty();
        assertThat(operator.giveUp(0)).isFalse();

        grid.crash("b");
        grid.crash("c");
        grid.await(() -> !operator.waitingShards().isEmpty()
                && grid.member("a").shardsByOwner().size() == 3);
        var waiting = operator.waitingShards();
        assertThat(waiting).allSatisfy(shard -> assertThat(shard.awaits()).containsExactlyInAnyOrder("b", "c"));

        waiting.forEach(shard -> assertThat(operator.giveUp(shard.shard())).isTrue());
        grid.await(() -> operator.waitingShards().isEmpty());

        var sums = IntStream.range(0, 100)
                .mapToObj(id -> eventually("a", "e" + id))
                .toList();
        assertThat(sums).contains(0, 1).allMatch(sum -> sum == 0 || sum == 1);
    }

    @Test
    void everyAskIsAnsweredOnceThoughItsOwnerCrashesUnderLoad() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);
        var answers = new ArrayList<List<CompletableFuture<Sum>>>();
        for (int id = 0; id < 40; id++) {
            answers.add(new ArrayList<>());
        }
        for (int round = 0; round < 30; round++) {
            if (round == 15) {
                grid.crash("b");
            }
            for (int id = 0; id < 40; id++) {
                answers.get(id).add(ask("a", "e" + id, (ActorRef<Sum> replyTo) -> new Add(1, replyTo)));
            }
        }

        var eachSumOnce = IntStream.rangeClosed(1, 30).boxed().toList();
        for (int id = 0; id < 40; id++) {
            var sums = answers.get(id).stream().map(answer -> answer.join().sum());
            assertThat(sums).as("e%d", id).containsExactlyInAnyOrderElementsOf(eachSumOnce);
            assertThat(eventually("a", "e" + id)).isEqualTo(30);
        }
    }

    @Test
    void answersOfOneEntityComeInOrderThoughTurnsRunAhead() {
        grid.start("a", "b");
        grid.awaitBalance(2);
        var answers = new ArrayList<CompletableFuture<Sum>>();
        for (int number = 0; number < 500; number++) {
            answers.add(ask("a", "e", (ActorRef<Sum> replyTo) -> new Add(1, replyTo)));
        }

        for (int number = 0; number < 500; number++) {
            assertThat(answers.get(number).join()).isEqualTo(new Sum(number + 1));
        }
    }

    @Test
    void stateComesBackAfterPassivation() {
        grid.passivation(new PassivationPolicy(Optional.empty(), Optional.of(5)));
        grid.start("a", "b");
        grid.awaitBalance(2);

        IntStream.range(0, 100).forEach(id -> add("a", "e" + id, id + 1));
        grid.await(() -> grid.members().mapToInt(Sharding::residents).sum() <= 10);

        IntStream.range(0, 100)
                .forEach(id -> assertThat(eventually("b", "e" + id)).isEqualTo(id + 1));
    }

    @Test
    void stateMovesWithAPlannedLeaveAndAJoin() throws Exception {
        grid.start("a", "b");
        grid.awaitBalance(2);
        IntStream.range(0, 60).forEach(id -> add("a", "e" + id, id + 1));

        grid.start("c");
        grid.awaitBalance(3);
        grid.member("b").leave().get();

        IntStream.range(0, 60)
                .forEach(id -> assertThat(eventually("c", "e" + id)).isEqualTo(id + 1));
    }

    @Test
    void manyTurnsOfOneEntityAreCompactedAndNoneIsMissed() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);
        for (int number = 0; number < 1_000; number++) {
            add("a", "e", 1);
        }

        var owner = ownerOf("e");
        grid.crash(owner);

        assertThat(eventually(owner.equals("a") ? "b" : "a", "e")).isEqualTo(1_000);
        assertThat(grid.members().mapToLong(Sharding::journalBytes).sum()).isLessThan(20_000);
    }

    @Test
    void aTurnThatFailsHasNotHappened() {
        grid.start("a", "b");
        grid.awaitBalance(2);
        add("a", "e", 5);

        var failed = ask("a", "e", (ActorRef<Sum> replyTo) -> new Ledger.AddAndFail(7, replyTo));

        assertThatThrownBy(failed::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(EntityFailedException.class);
        assertThat(eventually("a", "e")).isEqualTo(5);
        assertThat(eventually("a", "victim")).isZero();
    }

    @Test
    void anEntityThatStopsIsRecoveredByItsNextMessage() {
        grid.start("a");
        add("a", "e", 5);

        grid.member("a").entityRef(Ledger.TYPE, "e").tell(new Ledger.Stop());

        assertThat(add("a", "e", 1)).isEqualTo(6);
    }

    @Test
    void whatAnEntityAsksInATurnReachesTheOther() {
        grid.start("a", "b");
        grid.awaitBalance(2);

        var copied = ask("a", "from", (ActorRef<Sum> replyTo) -> new Ledger.Copy(3, "to", replyTo));

        assertThat(copied.join()).isEqualTo(new Sum(3));
        assertThat(eventually("b", "to")).isEqualTo(3);
        assertThat(eventually("b", "from")).isEqualTo(3);
    }

    @Test
    void aTimerOfAnEntityStoresAsAnyCommand() {
        grid.start("a", "b");
        grid.awaitBalance(2);

        grid.member("a").entityRef(Ledger.TYPE, "e").tell(new Ledger.AddLater(4));
        grid.await(() -> eventually("a", "e") == 4);
        var owner = ownerOf("e");
        grid.crash(owner);

        assertThat(eventually(owner.equals("a") ? "b" : "a", "e")).isEqualTo(4);
    }

    @Test
    void aCommandThatWasPutAsideIsAnsweredWhenTheStateHasChanged() {
        grid.start("a", "b");
        grid.awaitBalance(2);
        var waiting = ask("a", "e", Ledger.AwaitSum::new);
        assertThat(eventually("a", "e")).isZero();
        assertThat(waiting).isNotDone();

        add("b", "e", 2);

        assertThat(waiting.join()).isEqualTo(new Sum(2));
    }

    @Test
    void aCommandThatWasPutAsideMovesWithItsEntity() throws Exception {
        grid.start("a", "b");
        grid.awaitBalance(2);
        var owner = ownerOf("e");
        var other = owner.equals("a") ? "b" : "a";
        var waiting = ask(other, "e", Ledger.AwaitSum::new);
        assertThat(eventually(other, "e")).isZero();

        grid.member(owner).leave().get();
        add(other, "e", 2);

        assertThat(waiting.join()).isEqualTo(new Sum(2));
    }

    @Test
    void anEntityWithSomethingToDoGoesOnUnaskedAtTheNextOwner() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);
        grid.member("a").entityRef(Ledger.TYPE, "e").tell(new Ledger.Oversleep(9));
        assertThat(eventually("a", "e")).isZero();
        var owner = ownerOf("e");

        grid.crash(owner);

        var survivor = owner.equals("a") ? "b" : "a";
        grid.await(() -> grid.members()
                        .filter(member -> member != grid.member(owner))
                        .mapToInt(Sharding::residents)
                        .sum()
                == 1);
        grid.await(() -> eventually(survivor, "e") == 9);
    }

    @Test
    void aFullJournalRefusesWhatWouldStoreMoreAndAnswersTheRest() {
        grid.journalBytes(10_000);
        grid.start("a", "b");
        grid.awaitBalance(2);
        grid.await(() -> {
            var stored = ask("a", "e", (ActorRef<Sum> replyTo) -> new Ledger.Picture("x".repeat(2_000), replyTo));
            return stored.handle((_, why) -> why != null).join();
        });

        var refused = ask("a", "e", (ActorRef<Sum> replyTo) -> new Add(1, replyTo));

        assertThatThrownBy(refused::join)
                .hasCauseInstanceOf(EntityUnavailableException.class)
                .hasMessageContaining("JOURNAL_FULL");
        assertThat(eventually("a", "e")).isZero();
    }

    @Test
    void aHistoryThatIsLongerThanAFrameIsCopiedInParts() {
        grid.start("a", "b", "c", "d");
        grid.awaitBalance(4);
        for (int picture = 0; picture < 3; picture++) {
            ask("a", "e", (ActorRef<Sum> replyTo) -> new Ledger.Picture("x".repeat(3 << 20), replyTo))
                    .join();
        }
        add("a", "e", 5);
        var first = ownerOf("e");
        grid.crash(first);
        var asker = grid.members()
                .filter(member -> member != grid.member(first))
                .findFirst()
                .orElseThrow();
        assertThat(eventually(asker, "e")).isEqualTo(5);
        grid.await(() -> asker.thinShards() == 0);

        var second = asker.ownerOf(Ledger.TYPE, "e").orElseThrow().name();
        grid.crash(second);

        var last = grid.members()
                .filter(member -> member != grid.member(first) && member != grid.member(second))
                .findFirst()
                .orElseThrow();
        assertThat(eventually(last, "e")).isEqualTo(5);
    }

    private String ownerOf(String id) {
        return grid.members()
                .flatMap(member -> member.ownerOf(Ledger.TYPE, id).stream())
                .findFirst()
                .orElseThrow()
                .name();
    }

    private <R> CompletableFuture<R> ask(String member, String id, Function<ActorRef<R>, Ledger.Command> request) {
        return grid.member(member).entityRef(Ledger.TYPE, id).ask(request, ofSeconds(60));
    }

    private int add(String member, String id, int amount) {
        return ask(member, id, (ActorRef<Sum> replyTo) -> new Add(amount, replyTo))
                .join()
                .sum();
    }

    private int eventually(String member, String id) {
        return eventually(grid.member(member), id);
    }

    /// Asks again where the owner was lost before it answered.
    private int eventually(Sharding member, String id) {
        var answer = new int[1];
        grid.await(() -> {
            try {
                answer[0] = member.entityRef(Ledger.TYPE, id)
                        .ask(Ledger.GetSum::new, ofSeconds(60))
                        .join()
                        .sum();
                return true;
            } catch (CompletionException lost) {
                return false;
            }
        });
        return answer[0];
    }
}
