package dev.understudy.persistence;

import java.util.List;
import java.util.function.Function;

/// How an entity's events are put in store and read back: the place where new code reads what old code wrote.
///
/// Components that a record gains or loses need no adapter; the wire form of records allows for that. An adapter is for
/// an event that has become another one, several, or none.
///
/// @param <E> what can happen to the entity, as its code has it today
public interface EventAdapter<E> {
    /// What is stored of an event: an object of a type that is registered for the wire.
    Object toStored(E event);

    /// What an event that was stored means today; nothing if it does not matter any more. Pure, and given whatever any
    /// older code has stored.
    List<E> fromStored(Object stored);

    /// Stores events as they are.
    static <E> EventAdapter<E> identity() {
        return new EventAdapter<>() {
            @Override
            public Object toStored(E event) {
                return event;
            }

            @Override
            @SuppressWarnings("unchecked") // an event of the same entity type
            public List<E> fromStored(Object stored) {
                return List.of((E) stored);
            }
        };
    }

    /// Stores events as they are, and turns what older code stored into today's.
    ///
    /// @param today what a stored event means today
    static <E> EventAdapter<E> reading(Function<Object, List<E>> today) {
        return new EventAdapter<>() {
            @Override
            public Object toStored(E event) {
                return event;
            }

            @Override
            public List<E> fromStored(Object stored) {
                return today.apply(stored);
            }
        };
    }
}
