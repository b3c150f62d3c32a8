package dev.understudy.sharding;

import dev.understudy.actor.Behavior;

/// Makes the behavior of an entity when it is activated, and again at each restart.
///
/// An entity that fails is restarted after a pause, at first 5 ms and doubled each time up to a second. If it
/// fails more than ten times within a minute it is put in quarantine: messages for it become dead letters and
/// asks fail with [EntityUnavailableException], both for the reason `QUARANTINED`, until it is released
/// (`Node.release`) or its shard gets another owner, where it is tried anew. Others of its shard are not
/// affected.
///
/// @param <C> the commands that the entity takes
@FunctionalInterface
public interface EntityFactory<C> {
    /// A fresh behavior. What it throws is the failure of the entity, which its supervisor answers.
    Behavior<C> create(EntityContext<C> context) throws Exception;
}
