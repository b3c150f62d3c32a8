package dev.understudy.actor;

/// What an actor does with a message: the one type that users write. One message at a time, never two threads at
/// once, and each turn sees all that the turns before it wrote.
///
/// @param <M> what the actor accepts
@FunctionalInterface
public interface Behavior<M> {

    /// Handles one message. What it throws goes to the supervisor (see [SupervisorStrategy]); the failing message is
    /// not retried.
    void receive(M message) throws Exception;

    /// Handles lifecycle news. Does nothing unless overridden.
    default void onSignal(Signal signal) throws Exception {}
}
