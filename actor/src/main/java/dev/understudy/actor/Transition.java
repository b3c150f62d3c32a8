package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

/// What comes of a message in a [StateMachine].
///
/// @param <S> the machine's states
public sealed interface Transition<S> {

    /// Leaves the state and enters this one; if it is the same, leaves and enters it anew.
    static <S> Transition<S> goTo(S next) {
        return new GoTo<>(requireNonNull(next, "next"));
    }

    /// Nothing changes.
    static <S> Transition<S> stay() {
        return new Stay<>();
    }

    /// The same state with other data: it is neither left nor entered, and its timeout runs on.
    static <S> Transition<S> stayAs(S state) {
        return new StayAs<>(requireNonNull(state, "state"));
    }

    /// The actor stops.
    static <S> Transition<S> stop() {
        return new Stop<>();
    }

    /// The message means nothing in this state: an [UndefinedTransitionException] for the supervisor.
    static <S> Transition<S> undefined() {
        return new Undefined<>();
    }

    /// See [#goTo].
    record GoTo<S>(S next) implements Transition<S> {}

    /// See [#stay].
    record Stay<S>() implements Transition<S> {}

    /// See [#stayAs].
    record StayAs<S>(S state) implements Transition<S> {}

    /// See [#stop].
    record Stop<S>() implements Transition<S> {}

    /// See [#undefined].
    record Undefined<S>() implements Transition<S> {}
}
