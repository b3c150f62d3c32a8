package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/// What an actor does whose protocol depends on where it stands: a door, an order, a session. States are
/// records in a sealed interface, and what a message means in a state is one `switch`; what is not among it is
/// [Transition#undefined], an error that names both. Spawn it with [#of].
///
/// ```text
///   enter(initial)                          stay: as it was, the timeout runs on
///        │        on(state, message)       ┌────▶ same state, other data (stayAs)
///        ▼                                 │
///      state ──────────────────────────────┼────▶ exit(state), enter(next), timeout of next (goTo)
///        ▲   ▲                             │
///        │   └── timeout's message ────────┼────▶ the actor stops (stop)
///        └─────────────────────────────────┴────▶ UndefinedTransitionException (undefined)
/// ```
///
/// @param <S> its states
/// @param <M> what the actor accepts
public interface StateMachine<S, M> {

    /// Where it begins, also after a restart.
    S initialState();

    /// What a message means in a state.
    Transition<S> on(S state, M message) throws Exception;

    /// A state is entered: the initial one, or by [Transition#goTo], also from itself.
    default void onEntry(S state) throws Exception {}

    /// A state is left by [Transition#goTo].
    default void onExit(S state) throws Exception {}

    /// What the actor is told if it is still in this state after some time. Asked when a state is entered; ends
    /// when it is left.
    default Optional<StateTimeout<M>> timeoutOf(S state) {
        return Optional.empty();
    }

    /// Lifecycle news, as of [Behavior#onSignal].
    default void onSignal(Signal signal) throws Exception {}

    /// How long a state may last.
    ///
    /// @param after from when it is entered
    /// @param message what the actor is told then
    /// @param <M> what the actor accepts
    record StateTimeout<M>(Duration after, M message) {

        public StateTimeout {
            if (!after.isPositive()) {
                throw new IllegalArgumentException("after: " + after + " is not positive");
            }
            requireNonNull(message, "message");
        }
    }

    /// Makes a fresh machine, as [BehaviorFactory] does a behavior.
    ///
    /// @param <S> its states
    /// @param <M> what the actor accepts
    @FunctionalInterface
    interface Factory<S, M> {

        /// A new machine for the actor of this context.
        StateMachine<S, M> create(ActorContext<M> context) throws Exception;
    }

    /// The recipe for an actor that is such a machine.
    static <S, M> BehaviorFactory<M> of(Factory<S, M> factory) {
        requireNonNull(factory, "factory");
        return context -> {
            var running = new RunningMachine<>(context, factory.create(context));
            running.enter();
            return running;
        };
    }
}
