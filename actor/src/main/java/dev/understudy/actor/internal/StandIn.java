package dev.understudy.actor.internal;

import dev.understudy.actor.ActorSystem;
import java.util.Optional;

/// What a room above does for an actor that runs elsewhere, while a *stand-in* takes its place among the children of
/// its parent: the parent supervises the stand-in as it would any child, and the stand-in passes on what the parent
/// decides. Made by a recipe, [dev.understudy.actor.Props#elsewhere].
///
/// Called by the stand-in in its turns, one call at a time; what comes of a call is told to the [ChildLife]
/// later. None may wait.
///
/// @param <M> what the actor accepts
public interface StandIn<M> {

    /// Makes the connection of one stand-in.
    ///
    /// @param <M> what the actor accepts
    @FunctionalInterface
    interface Factory<M> {
        /// Makes one, when the actor is spawned.
        ///
        /// @param life is told what becomes of the actor
        /// @param name for people
        StandIn<M> create(ActorSystem system, ChildLife life, String name);
    }

    /// Start the actor: for the first time, or once more after it was halted. Answered by [ChildLife#started] or
    /// [ChildLife#failed].
    void start();

    /// Go on after a failure.
    void resume();

    /// End the behavior and keep the mailbox. Answered by [ChildLife#halted], unless the actor ends meanwhile.
    void halt(Throwable failure);

    /// Stop for good. Answered by [ChildLife#gone].
    void stop();

    /// A message for the actor: of type `M`, or an [Envelope]. Only while it is started.
    void forward(Object message);

    /// The actor elsewhere, as far as it is known.
    Optional<InternalRef<M>> ref();

    /// How many messages the actor has to do, as far as is known; one if nothing is.
    int load();

    /// Whether it runs in this JVM at present.
    boolean isLocal();
}
