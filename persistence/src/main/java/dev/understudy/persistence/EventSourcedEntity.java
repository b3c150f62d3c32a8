package dev.understudy.persistence;

import dev.understudy.serialization.MessageCodec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One entity of an [EventSourcedBehavior], as a state machine without threads, time or store: recovered from what is
/// stored of it, it decides on commands one after the other.
///
/// ```text
///     decide(command) -> Decision      changes nothing
///     apply(decision)                  the state is what the decision says
/// ```
///
/// So a turn that fails between the two has not happened. Whoever runs the entity keeps what the decision stores;
/// recovered from all of it, another one has the same state.
///
/// Belongs to one activation.
///
/// @param <C> the commands that the entity takes
/// @param <E> what can happen to it
/// @param <S> what it is
public final class EventSourcedEntity<C, E, S> {
    private final EventSourcedBehavior<C, E, S> behavior;
    private final EventAdapter<E> adapter;
    private final MessageCodec codec;
    private final int snapshotEvery;
    private S state;
    private long sequenceNumber;
    private long snapshotAt;

    private EventSourcedEntity(EventSourcedBehavior<C, E, S> behavior, MessageCodec codec) {
        this.behavior = behavior;
        this.adapter = behavior.eventAdapter();
        this.codec = codec;
        this.snapshotEvery = behavior.snapshotEvery();
        if (snapshotEvery < 1) {
            throw new IllegalArgumentException("snapshotEvery of %s is %d and must be 1 or more"
                    .formatted(behavior.getClass().getName(), snapshotEvery));
        }
        this.state = behavior.emptyState();
    }

    /// The entity as its history has made it.
    ///
    /// @throws dev.understudy.serialization.SerializationException if something of it cannot be read by this code
    public static <C, E, S> EventSourcedEntity<C, E, S> recover(
            EventSourcedBehavior<C, E, S> behavior, MessageCodec codec, History history) {
        var entity = new EventSourcedEntity<>(behavior, codec);
        history.turns().forEach(entity::replay);
        return entity;
    }

    @SuppressWarnings("unchecked") // a state of the same entity type
    private void replay(StoredTurn turn) {
        sequenceNumber = turn.sequenceNumber();
        if (turn.hasState()) {
            state = (S) turn.state(codec);
            snapshotAt = sequenceNumber;
            return;
        }
        for (var stored : turn.events(codec)) {
            for (var event : adapter.fromStored(stored)) {
                state = behavior.onEvent(state, event);
            }
        }
    }

    /// What the entity is now.
    public S state() {
        return state;
    }

    /// The number of its last event; 0 before the first.
    public long sequenceNumber() {
        return sequenceNumber;
    }

    /// Decides on a command. What it throws is the failure of the command; the entity is as it was.
    public Decision<E, S> decide(C command) throws Exception {
        var effect = behavior.onCommand(state, command);
        return effect instanceof Effect.Persist<E, S>(var events, var _)
                ? persist(effect, events)
                : new Decision<>(effect, Optional.empty(), state, sequenceNumber);
    }

    private Decision<E, S> persist(Effect<E, S> effect, List<E> events) {
        var after = state;
        for (var event : events) {
            after = behavior.onEvent(after, event);
        }
        long last = sequenceNumber + events.size();
        boolean keepsHistory = !(behavior instanceof DurableStateBehavior<?, ?>);
        @Nullable Object snapshot = !keepsHistory || last - snapshotAt >= snapshotEvery ? after : null;
        List<Object> stored =
                keepsHistory ? events.stream().map(adapter::toStored).toList() : List.of();
        var turn = StoredTurn.encode(codec, last, stored, snapshot, behavior.runsUnasked(after));
        return new Decision<>(effect, Optional.of(turn), after, last);
    }

    /// Does as decided: the last decision, once.
    public void apply(Decision<E, S> decision) {
        state = decision.after();
        sequenceNumber = decision.sequenceNumber();
        if (decision.stored().map(StoredTurn::hasState).orElse(false)) {
            snapshotAt = sequenceNumber;
        }
    }
}
