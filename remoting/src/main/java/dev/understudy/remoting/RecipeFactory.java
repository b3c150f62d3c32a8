package dev.understudy.remoting;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.Behavior;

/// Makes a fresh behavior from the arguments that came with a [RemoteRecipe]; called again at each restart.
///
/// @param <A> the arguments
/// @param <M> what the actor accepts
@FunctionalInterface
public interface RecipeFactory<A, M> {
    /// Makes the behavior.
    Behavior<M> create(ActorContext<M> context, A arguments) throws Exception;
}
