package dev.understudy.actor;

/// Makes a fresh [Behavior], once when the actor starts and again at each restart. It runs as the actor, so it may
/// spawn children, watch and start timers; what it throws goes to the supervisor.
///
/// @param <M> what the actor accepts
@FunctionalInterface
public interface BehaviorFactory<M> {

    /// A new behavior for the actor of this context.
    Behavior<M> create(ActorContext<M> context) throws Exception;
}
