package dev.understudy.actor;

import dev.understudy.actor.internal.Inspection;
import dev.understudy.actor.internal.Leftover;
import dev.understudy.actor.internal.Watcher;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// What travels in the system lane: between parent and child, and between watcher and watched.
sealed interface SystemMessage {

    /// Parent to child, or from outside: stop.
    record Stop(Signal.Cause cause) implements SystemMessage {}

    /// Parent to child: go on after a failure.
    record Resume() implements SystemMessage {}

    /// Parent to child: end your behavior, keep your mailbox, and answer [Halted].
    record Halt(Throwable failure) implements SystemMessage {}

    /// Parent to a halted child: make a new behavior, and answer [Started].
    record Recreate() implements SystemMessage {}

    /// Child to parent.
    sealed interface OfChild extends SystemMessage {

        /// Which child.
        ActorCell<?> child();
    }

    /// Child to parent: I threw; or, being permanent, I stopped myself.
    ///
    /// @param hasBehavior false if it threw while making its behavior, so that it can't go on with it
    record Failed(ActorCell<?> child, Throwable failure, boolean hasBehavior) implements OfChild {}

    /// Child to parent: halted.
    record Halted(ActorCell<?> child) implements OfChild {}

    /// Child to parent: I have a new behavior.
    record Started(ActorCell<?> child) implements OfChild {}

    /// Child to parent: I am no more.
    record Gone(ActorCell<?> child) implements OfChild {}

    /// To a guardian, from outside: this is a child of yours, not scheduled yet.
    record Adopt(ActorCell<?> child) implements SystemMessage {}

    /// To a stand-in: what became of the actor elsewhere.
    sealed interface News extends SystemMessage {

        /// It has its first behavior, or a new one.
        record Started() implements News {}

        /// It threw.
        ///
        /// @param hasBehavior false if it has none that it could go on with
        record Failed(Throwable failure, boolean hasBehavior) implements News {}

        /// It was halted.
        record Halted() implements News {}

        /// It is no more.
        record Gone(Signal.Cause cause) implements News {}
    }

    /// From an operator to a quarantined actor: fail with this, so that your supervisor decides.
    record Release(Throwable failure) implements SystemMessage {}

    /// To an actor itself: the wait before a restart is over.
    record BackoffOver(RestartGroup<ActorCell<?>> group) implements SystemMessage {}

    /// Tell this watcher when you end.
    record Watch(Watcher watcher) implements SystemMessage {}

    /// Don't.
    record Unwatch(Watcher watcher) implements SystemMessage {}

    /// Say so if very much waits for you.
    record Gauge() implements SystemMessage {}

    /// Report that you live, and have your children do so.
    record Count(CensusTaker taker) implements SystemMessage {}

    /// Say how you are.
    record Inspect(CompletableFuture<Inspection> answer) implements SystemMessage {}

    /// Stop and hand over what you have not processed.
    record Drain(CompletableFuture<Leftover> answer, Consumer<Object> late) implements SystemMessage {}
}
