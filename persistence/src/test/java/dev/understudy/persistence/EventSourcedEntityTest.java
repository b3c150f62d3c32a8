package dev.understudy.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorRef;
import dev.understudy.serialization.MessageCodec;
import dev.understudy.serialization.MessageRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventSourcedEntityTest {
    sealed interface Command {}

    record Add(int amount) implements Command {}

    record AddAll(List<Integer> amounts) implements Command {}

    record Get(ActorRef<Integer> replyTo) implements Command {}

    record Wait() implements Command {}

    record Fail() implements Command {}

    sealed interface Event {}

    record Added(int amount) implements Event {}

    /// What code of long ago stored.
    record AddedTwice(int amount) implements Event {}

    record Total(int total) {}

    private static class Counter implements EventSourcedBehavior<Command, Event, Total> {
        @Override
        public Total emptyState() {
            return new Total(0);
        }

        @Override
        public Effect<Event, Total> onCommand(Total state, Command command) {
            return switch (command) {
                case Add(int amount) -> Effect.persist(new Added(amount));
                case AddAll(var amounts) ->
                    Effect.persistAll(amounts.stream().map(Added::new).toList());
                case Get(var replyTo) -> Effect.reply(replyTo, state.total());
                case Wait() -> Effect.stash();
                case Fail() -> throw new IllegalStateException("asked to fail");
            };
        }

        @Override
        public Total onEvent(Total state, Event event) {
            return switch (event) {
                case Added(int amount) when amount == 13 -> throw new IllegalStateException("13 cannot be added");
                case Added(int amount) -> new Total(state.total() + amount);
                case AddedTwice _ -> throw new IllegalStateException("events of long ago are adapted");
            };
        }

        @Override
        public boolean runsUnasked(Total state) {
            return state.total() > 100;
        }

        @Override
        public int snapshotEvery() {
            return 3;
        }
    }

    private static final class Latest implements DurableStateBehavior<Add, Total> {
        @Override
        public Total emptyState() {
            return new Total(0);
        }

        @Override
        public Effect<Total, Total> onCommand(Total state, Add command) {
            return Effect.persist(new Total(state.total() + command.amount()));
        }
    }

    private final MessageCodec codec = MessageRegistry.builder()
            .register(Event.class)
            .register(Total.class)
            .build()
            .codec();
    private final History history = History.empty();
    private EventSourcedEntity<Command, Event, Total> entity = recovered();

    private EventSourcedEntity<Command, Event, Total> recovered() {
        return EventSourcedEntity.recover(new Counter(), codec, history.copy());
    }

    private Decision<Event, Total> run(Command command) throws Exception {
        var decision = entity.decide(command);
        decision.stored().ifPresent(history::add);
        entity.apply(decision);
        return decision;
    }

    @Test
    void whatWasStoredMakesTheSameStateAgain() throws Exception {
        run(new Add(1));
        run(new AddAll(List.of(2, 3, 4, 5)));

        assertThat(recovered().state()).isEqualTo(entity.state()).isEqualTo(new Total(15));
        assertThat(recovered().sequenceNumber()).isEqualTo(5);
    }

    @Test
    void aDecisionChangesNothingBeforeItIsApplied() throws Exception {
        var decision = entity.decide(new Add(1));

        assertThat(decision.after()).isEqualTo(new Total(1));
        assertThat(entity.state()).isEqualTo(new Total(0));
    }

    @Test
    void aCommandThatStoresNothingKeepsTheSequenceNumber() throws Exception {
        run(new Add(1));

        var waits = run(new Wait());

        assertThat(waits.stored()).isEmpty();
        assertThat(waits.effect()).isEqualTo(Effect.stash());
        assertThat(entity.sequenceNumber()).isEqualTo(1);
    }

    @Test
    void noEventOfACommandIsStoredIfOneOfThemFails() throws Exception {
        run(new Add(1));

        assertThatThrownBy(() -> run(new AddAll(List.of(2, 13)))).hasMessage("13 cannot be added");
        assertThatThrownBy(() -> run(new Fail())).hasMessage("asked to fail");

        assertThat(entity.state()).isEqualTo(new Total(1));
        assertThat(recovered().state()).isEqualTo(new Total(1));
    }

    @Test
    void aSnapshotTakesThePlaceOfTheEventsBefore() throws Exception {
        run(new Add(1));
        run(new Add(2));
        assertThat(history.turns()).hasSize(2);

        run(new Add(3));
        assertThat(history.turns()).hasSize(1);

        run(new Add(4));
        assertThat(history.turns()).hasSize(2);
        assertThat(recovered().state()).isEqualTo(new Total(10));
    }

    @Test
    void aRecoveredEntityTakesItsNextSnapshotWhenItIsDue() throws Exception {
        run(new Add(1));
        run(new Add(2));
        entity = recovered();

        run(new Add(3));

        assertThat(history.turns()).hasSize(1);
        entity = recovered();
        run(new Add(4));
        assertThat(history.turns()).hasSize(2);
    }

    @Test
    void theHistoryTellsWhetherTheEntityRunsUnasked() throws Exception {
        run(new Add(1));
        assertThat(history.runsUnasked()).isFalse();

        run(new Add(100));
        assertThat(history.runsUnasked()).isTrue();
    }

    @Test
    void eventsOfLongAgoAreReadAsWhatTheyMeanToday() {
        history.add(StoredTurn.encode(codec, 1, List.of(new AddedTwice(5)), null, false));

        var adapted = EventSourcedEntity.recover(
                new Counter() {
                    @Override
                    public EventAdapter<Event> eventAdapter() {
                        return EventAdapter.reading(stored -> switch (stored) {
                            case AddedTwice(int amount) -> List.of(new Added(amount), new Added(amount));
                            default -> List.of((Event) stored);
                        });
                    }
                },
                codec,
                history);

        assertThat(adapted.state()).isEqualTo(new Total(10));
        assertThat(adapted.sequenceNumber()).isEqualTo(1);
    }

    @Test
    void durableStateKeepsTheNewestAlone() throws Exception {
        var latest = EventSourcedEntity.recover(new Latest(), codec, history);
        for (int amount = 1; amount <= 4; amount++) {
            var decision = latest.decide(new Add(amount));
            history.add(decision.stored().orElseThrow());
            latest.apply(decision);
        }

        assertThat(history.turns()).hasSize(1);
        var again = EventSourcedEntity.recover(new Latest(), codec, history);
        assertThat(again.state()).isEqualTo(new Total(10));
        assertThat(again.sequenceNumber()).isEqualTo(4);
    }

    @Test
    void anEventWithoutAWireFormFailsItsCommand() {
        var strict = EventSourcedEntity.recover(
                new Counter(), MessageRegistry.builder().build().codec(), history);

        assertThatThrownBy(() -> strict.decide(new Add(1))).hasMessageContaining("Added");
    }

    @Test
    void aTurnIsEqualToAnotherOfTheSameBytes() throws Exception {
        var turn = run(new Add(1)).stored().orElseThrow();

        assertThat(StoredTurn.of(turn.bytes().clone())).isEqualTo(turn).hasSameHashCodeAs(turn);
        assertThatThrownBy(() -> StoredTurn.of(new byte[] {9, 9, 9})).hasMessageContaining("no stored turn");
    }
}
