package dev.understudy.persistence;

import dev.understudy.actor.ActorRef;
import java.util.List;
import java.util.function.Consumer;

/// What a command comes to, as data: what is stored, and what is done then.
///
/// `persist(event, then)` takes what follows as an argument, and not as a chain of calls, so that the compiler knows
/// the types in every branch of a `switch`.
///
/// @param <E> what can happen to the entity
/// @param <S> what it is
public sealed interface Effect<E, S> {
    /// Stores these events, in order and all or none.
    ///
    /// @param events at least one
    /// @param then gets the state after them, in the same turn: to answer, and to send through its
    ///     context. Both leave when the events are safe, and not at all if they are lost with the node
    record Persist<E, S>(List<E> events, Consumer<? super S> then) implements Effect<E, S> {
        public Persist {
            events = List.copyOf(events);
            if (events.isEmpty()) {
                throw new IllegalArgumentException(
                        "nothing to persist; an effect without events is none() or reply(…)");
            }
        }
    }

    /// Stores nothing and answers.
    record Reply<E, S, R>(ActorRef<R> replyTo, R message) implements Effect<E, S> {}

    /// Stores nothing and does nothing.
    record None<E, S>() implements Effect<E, S> {}

    /// Stores nothing and does something else: sends, or sets a timer.
    ///
    /// @param then gets the state
    record Run<E, S>(Consumer<? super S> then) implements Effect<E, S> {}

    /// Puts the command aside until the state changes: after the next turn that stores something it comes again, before
    /// what arrives later, in the order in which commands were put aside.
    ///
    /// It moves along when the entity is handed over. When its node crashes, an ask that was put aside is asked
    /// again by its asker, and a tell is lost.
    record Stash<E, S>() implements Effect<E, S> {}

    /// Stores nothing and ends this activation: the entity leaves memory, and its next message activates it again.
    record Stop<E, S>() implements Effect<E, S> {}

    /// Stores one event.
    static <E, S> Effect<E, S> persist(E event) {
        return new Persist<>(List.of(event), _ -> {});
    }

    /// Stores one event, then answers or sends.
    ///
    /// @param then gets the state after the event
    static <E, S> Effect<E, S> persist(E event, Consumer<? super S> then) {
        return new Persist<>(List.of(event), then);
    }

    /// Stores several events, all or none; of an empty list, nothing.
    static <E, S> Effect<E, S> persistAll(List<? extends E> events) {
        return events.isEmpty() ? none() : new Persist<>(List.copyOf(events), _ -> {});
    }

    /// Stores several events, all or none, then answers or sends.
    ///
    /// @param events at least one
    /// @param then gets the state after all of them
    static <E, S> Effect<E, S> persistAll(List<? extends E> events, Consumer<? super S> then) {
        return new Persist<>(List.copyOf(events), then);
    }

    /// Stores nothing and answers. The answer too waits for what the entity has stored before: it may show it.
    static <E, S, R> Effect<E, S> reply(ActorRef<R> replyTo, R message) {
        return new Reply<>(replyTo, message);
    }

    /// Stores nothing and does nothing.
    static <E, S> Effect<E, S> none() {
        return new None<>();
    }

    /// Stores nothing and does something else: sends, or sets a timer. What is sent through the entity's context waits
    /// for what the entity has stored before.
    ///
    /// @param then gets the state
    static <E, S> Effect<E, S> run(Consumer<? super S> then) {
        return new Run<>(then);
    }

    /// Puts the command aside until the state changes.
    static <E, S> Effect<E, S> stash() {
        return new Stash<>();
    }

    /// Stores nothing and ends this activation.
    static <E, S> Effect<E, S> stop() {
        return new Stop<>();
    }
}
