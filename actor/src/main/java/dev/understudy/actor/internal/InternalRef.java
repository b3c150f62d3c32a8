package dev.understudy.actor.internal;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Signal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// What every [ActorRef] can do besides what users see. A remote ref implements this; every ref that this library
/// hands out is one.
///
/// Implementations are thread-safe, never block, and never throw for a target that is gone: they dead-letter.
///
/// @param <M> what the actor accepts
public interface InternalRef<M> extends ActorRef<M> {

    /// The system whose clock, scheduler and dead letters serve this ref.
    ActorSystem system();

    /// Sends a message in an envelope. An actor with an [Interceptor] hands it the envelope itself; otherwise it is
    /// opened after it was dequeued.
    void tellEnvelope(Envelope envelope);

    /// Delivers a signal, in order behind the messages that this thread sent to the same actor before; no mailbox
    /// bound and no interceptor applies to it. A [Signal.Terminated] is passed on only while the actor watches the
    /// ref it names, and uses that watch up.
    void signal(Signal signal);

    /// Tells this watcher once, when the actor ends (for a promise: when it is completed), or at once if it has.
    void addWatcher(Watcher watcher);

    /// The actor that works on what this is told: another than this only where this stands in for one elsewhere.
    default InternalRef<?> worker() {
        return this;
    }

    /// Forgets a watcher; it may still be told if that is under way.
    void removeWatcher(Watcher watcher);

    @Override
    default void tell(M message, Duration timeToLive) {
        if (!timeToLive.isPositive()) {
            throw new IllegalArgumentException("timeToLive: " + timeToLive + " is not positive");
        }
        var time = system().timeSource();
        tellEnvelope(new Expiring(requireNonNull(message, "message"), time.nanoTime() + timeToLive.toNanos(), time));
    }

    @Override
    default <R> CompletableFuture<R> ask(Function<ActorRef<R>, M> request, Duration timeout) {
        return AskPromise.ask(this, request, timeout);
    }

    /// The ref as what it is beneath.
    ///
    /// @throws IllegalArgumentException if the ref was not made by this library
    static <M> InternalRef<M> of(ActorRef<M> ref) {
        if (ref instanceof InternalRef<M> internal) {
            return internal;
        }
        throw new IllegalArgumentException("ActorRef is not for implementation, but this is a "
                + ref.getClass().getName());
    }
}
