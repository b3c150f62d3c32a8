package dev.understudy.persistence;

/// What an entity does that stores its newest state and no history: an [EventSourcedBehavior] whose only event is its
/// new state. `Effect.persist(newState)` replaces what was stored before.
///
/// For those who want no events. What the state was before cannot be told afterwards, and each change costs the bytes
/// of the whole state.
///
/// @param <C> the commands that the entity takes
/// @param <S> what it is
public interface DurableStateBehavior<C, S> extends EventSourcedBehavior<C, S, S> {
    /// The new state is the state.
    @Override
    default S onEvent(S state, S newState) {
        return newState;
    }
}
