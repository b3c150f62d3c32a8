package dev.understudy.actor;

/// Lifecycle news for an actor; not user mail, so no bound of a mailbox applies to it.
public sealed interface Signal {

    /// A watched actor has stopped, or its member is gone. Arrives once, and after everything that actor had sent to
    /// this one before.
    ///
    /// @param ref the watched actor
    /// @param cause why it ended
    record Terminated(ActorRef<?> ref, Cause cause) implements Signal {}

    /// This behavior is about to be replaced by a fresh one. Its children have stopped already.
    ///
    /// @param failure why: what this actor threw, or a sibling in the same scope
    record PreRestart(Throwable failure) implements Signal {}

    /// This actor has stopped: the last thing its behavior hears. Its children have stopped already.
    record PostStop() implements Signal {}

    /// Why a watched actor ended.
    sealed interface Cause {

        /// It was stopped, by itself, its parent or the end of its system.
        record Stopped() implements Cause {}

        /// It failed and its supervisor stopped it.
        ///
        /// @param failure what it threw
        record Failed(Throwable failure) implements Cause {}

        /// Its member left or was lost; whether the actor itself still runs can't be known.
        ///
        /// @param member the member's name
        record NodeDown(String member) implements Cause {}
    }
}
