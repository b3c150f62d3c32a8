package dev.understudy.actor.internal;

/// Stands before an actor's behavior and sees each user message after it was dequeued; it survives `become` and
/// restarts, and may be shared by many actors. Timer, adapter and pipe messages pass it too, signals do not. It runs
/// as the actor; what it throws is the actor's failure.
///
/// @param <M> what the actor accepts
@FunctionalInterface
public interface Interceptor<M> {

    /// Decides on one message: [Turn#proceed] with it, or with what is in the envelope; [Turn#refuse] it; or
    /// neither, if the interceptor has put it elsewhere.
    ///
    /// @param message what was sent: a message of type `M`, or an [Envelope]
    void intercept(Object message, Turn<M> turn) throws Exception;
}
