package dev.understudy.sharding;

import dev.understudy.actor.Behavior;

/// The behavior of a volatile entity whose state moves with it when its shard is handed over by plan: when a node
/// leaves, joins, or shards are evened out.
///
/// It does not survive a crash, nor passivation, nor a restart by the supervisor: for those an entity persists. The
/// state crosses the wire, so its type is registered with [dev.understudy.serialization.MessageRegistry].
///
/// @param <C> the commands that the entity takes
/// @param <S> the state
public interface MovableBehavior<C, S> extends Behavior<C> {
    /// The state, asked for after the last turn, when the entity has stopped on the old owner. Not null.
    S state();

    /// Takes over the state on the new owner, before the first turn.
    void restore(S state);
}
