package dev.understudy.sharding;

import dev.understudy.actor.Behavior;

/// Makes the behavior of an entity when it is activated, and again at each restart.
///
/// @param <C> the commands that the entity takes
@FunctionalInterface
public interface EntityFactory<C> {
    /// A fresh behavior. What it throws is the failure of the entity, which its supervisor answers.
    Behavior<C> create(EntityContext<C> context) throws Exception;
}
