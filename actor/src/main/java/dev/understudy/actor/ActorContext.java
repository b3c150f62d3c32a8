package dev.understudy.actor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What an actor can do. Belongs to one actor and is used only from within it: in its factory, `receive` and
/// `onSignal`; other threads get an [IllegalStateException]. Only [#self] and [#system] may be called from anywhere.
/// Not for implementation.
///
/// @param <M> what the actor accepts
public interface ActorContext<M> {

    /// This actor's ref.
    ActorRef<M> self();

    /// The system this actor lives in.
    ActorSystem system();

    /// Starts a child. Its name is free again when it has stopped.
    ///
    /// @throws IllegalArgumentException if the name is taken, empty, starts with `$` or contains `/`
    default <C> ActorRef<C> spawn(String name, BehaviorFactory<C> factory) {
        return spawn(name, Props.of(factory));
    }

    /// Starts a child by its recipe.
    ///
    /// @throws IllegalArgumentException if the name is taken, empty, starts with `$` or contains `/`
    <C> ActorRef<C> spawn(String name, Props<C> props);

    /// Starts a child without a name; the cheapest kind of actor.
    <C> ActorRef<C> spawn(BehaviorFactory<C> factory);

    /// Starts a child without a name, by its recipe.
    <C> ActorRef<C> spawn(Props<C> props);

    /// The living children, in the order they were started.
    List<ActorRef<?>> children();

    /// The living child of this name.
    Optional<ActorRef<?>> child(String name);

    /// Stops this actor after the current message: its children first, right to left, then [Signal.PostStop]. What
    /// waits in its mailbox becomes dead letters.
    void stop();

    /// Stops a child: after its current message, before those that wait.
    ///
    /// @throws IllegalArgumentException if it is not a child of this actor
    void stop(ActorRef<?> child);

    /// Asks to be told once, by [Signal.Terminated], when that actor ends, or at once if it has. Watching twice is
    /// watching once.
    void watch(ActorRef<?> ref);

    /// Like [#watch], but told by a message of the actor's own protocol instead of the signal. Replaces an earlier
    /// watch of that actor.
    void watchWith(ActorRef<?> ref, M message);

    /// Ends a watch; its signal or message does not arrive any more, even if it is on its way.
    void unwatch(ActorRef<?> ref);

    /// Handles messages with this behavior from the next one on. A restart goes back to what the factory makes.
    void become(Behavior<M> behavior);

    /// Says how this actor supervises its children from now on; until then it is [SupervisorStrategy#DEFAULT].
    void supervise(SupervisorStrategy strategy);

    /// This actor's timers.
    Timers<M> timers();

    /// This actor's stash.
    Stash<M> stash();

    /// Sends `message` to this actor whenever it has heard nothing for so long; a receive-timeout message does not
    /// count as hearing something. Replaces an earlier one.
    void receiveTimeout(Duration timeout, M message);

    /// Ends the receive timeout.
    void cancelReceiveTimeout();

    /// Tells this actor the outcome of something asynchronous, as a message of its own protocol. The function runs
    /// as the actor, on its thread.
    ///
    /// @param outcome gets the value (null on failure) and the failure (null on success)
    <T extends @Nullable Object> void pipeToSelf(
            CompletionStage<T> stage, BiFunction<@Nullable T, @Nullable Throwable, M> outcome);

    /// Asks another actor and tells this one the outcome, as a message of its own protocol.
    default <Q, R> void ask(
            ActorRef<Q> target,
            Function<ActorRef<R>, Q> request,
            Duration timeout,
            BiFunction<@Nullable R, @Nullable Throwable, M> outcome) {
        pipeToSelf(target.ask(request, timeout), outcome);
    }

    /// For how much longer whoever asked for what this actor does in its present turn will wait, if that is
    /// known: if the message is an ask's, was told with a time to live, or is the outcome of something begun in
    /// such a turn. Asks within the turn time out no later by themselves.
    Optional<Duration> remaining();

    /// A ref to this actor for a foreign protocol: what is told to it is translated, as the actor and on its
    /// thread, into a message of the actor's own. It lives as long as the actor, over restarts; make one for
    /// each protocol, not for each message.
    <T> ActorRef<T> messageAdapter(Function<? super T, ? extends M> translate);
}
