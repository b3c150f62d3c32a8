package dev.understudy.persistence;

import dev.understudy.actor.Behavior;

/// What an entity does whose state is the sum of what has happened to it: a command decides on events, the events are
/// stored, and they change the state. When the entity is activated again, on this node or, after a crash, on another,
/// its state is made anew from what is stored.
///
/// ```java
/// final class Account implements EventSourcedBehavior<Account.Command, Account.Event, Account.Balance> {
///     static final EntityType<Command> TYPE =
///             EntityType.of("account", Command.class).storing(Event.class, Balance.class);
///     …
/// }
/// ```
///
/// *One turn* is one command: [#onCommand], then [#onEvent] for each of the events, then what the effect says is to be
/// done after. It is stored as a whole or not at all: if any of it throws, nothing is stored, nothing it wanted to send
/// through its context leaves, and the failure goes to the supervisor. Answers leave only when what they rest on is
/// safe; the entity itself goes on with its next command meanwhile.
///
/// *State and events* are immutable values, best records; they are registered for the wire, and old ones are read by
/// newer code (see [EventAdapter]). They hold no `replyTo` of an ask.
///
/// Each activation uses an object of its own, made by the entity's factory. What that keeps besides the state (whom to
/// answer later, say) ends with the activation.
///
/// @param <C> the commands that the entity takes
/// @param <E> what can happen to it
/// @param <S> what it is
public interface EventSourcedBehavior<C, E, S> extends Behavior<C> {
    /// How many events are replayed at most, unless said otherwise: a few dozen microseconds' worth, against which a
    /// snapshot for each hundred events weighs little.
    int DEFAULT_SNAPSHOT_EVERY = 100;

    /// The state before the first event.
    S emptyState();

    /// Decides what a command comes to. Reads the state and changes nothing; what is to be sent stands in the effect.
    Effect<E, S> onCommand(S state, C command) throws Exception;

    /// The state after an event. Pure: it is called at first and again at each recovery, and gives the same each time.
    S onEvent(S state, E event);

    /// How events are put in store and read back; as they are unless overridden.
    default EventAdapter<E> eventAdapter() {
        return EventAdapter.identity();
    }

    /// After how many events the state itself is stored, so that the events before need not be replayed any more.
    default int snapshotEvery() {
        return DEFAULT_SNAPSHOT_EVERY;
    }

    /// Whether an entity of this state has something to do that nobody will ask it for. After a crash or a handoff such
    /// an entity is activated at once and [#onRecovered] is called; others wait for their next message.
    default boolean runsUnasked(S state) {
        return false;
    }

    /// Called when the state is there, before the first command of each activation and after each restart: to begin
    /// again what was under way. Stores nothing itself; it may tell the entity a command.
    default void onRecovered(S state) throws Exception {}

    /// Not for use: whoever runs the entity calls [#onCommand], and stores what comes of it.
    ///
    /// @throws UnsupportedOperationException always: this is no behavior of a plain actor
    @Override
    default void receive(C command) {
        throw new UnsupportedOperationException(
                "%s is event-sourced: register it as the entity of a type that stores events, not as a plain actor"
                        .formatted(getClass().getName()));
    }
}
