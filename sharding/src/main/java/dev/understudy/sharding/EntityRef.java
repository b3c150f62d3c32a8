package dev.understudy.sharding;

import dev.understudy.actor.ActorRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// The address of an entity by its id, wherever it lives; it stays valid when the entity moves, is passivated,
/// restarted or respawned on another member. Not for implementation.
///
/// *Delivery:* at most once. What one thread tells one entity arrives in the order told. While the entity has no
/// owner, its messages wait, 4,096 to a shard; what cannot wait becomes a dead letter, and its ask fails with
/// [EntityUnavailableException].
///
/// @param <C> the commands that the entity takes
public interface EntityRef<C> {
    /// The kind of entity.
    EntityType<C> type();

    /// Which one of its kind.
    String id();

    /// Sends and forgets. A message that is on its way when the owner dies, or gives its shard up, is lost; it is
    /// never delivered twice or after a later one.
    void tell(C message);

    /// Sends a request and gives its answer.
    ///
    /// The future fails with [EntityUnavailableException] if the request was certainly not handled, and may then be
    /// asked again; with [dev.understudy.remoting.OwnerLostException] if the owner left or died before it answered,
    /// and with [dev.understudy.actor.AskTimeoutException] if no answer came in time: in both cases the entity may
    /// have handled the request. A request that meets an entity on the move follows it. Whatever is attached to the
    /// future runs on a thread of the library: use the `Async` methods for anything that waits.
    ///
    /// @param message makes the request, given where the answer goes
    /// @param timeout how long to wait for the answer
    <R> CompletableFuture<R> ask(Function<ActorRef<R>, C> message, Duration timeout);
}
