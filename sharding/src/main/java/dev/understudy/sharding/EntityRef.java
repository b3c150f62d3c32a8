package dev.understudy.sharding;

import dev.understudy.actor.ActorRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// The address of an entity by its id, wherever it lives; it stays valid when the entity moves, is passivated,
/// restarted or respawned on another member. Not for implementation.
///
/// *Delivery:* at most once. What one thread tells one entity arrives in the order told, also when its shard is handed
/// over meanwhile. While the entity has no owner its messages wait, 4,096 to a shard; what cannot wait becomes a dead
/// letter.
///
/// @param <C> the commands that the entity takes
public interface EntityRef<C> {
    /// The kind of entity.
    EntityType<C> type();

    /// Which one of its kind.
    String id();

    /// Sends and forgets. It is never delivered twice or after a later one. A message that the owner may have handled
    /// when it crashed becomes a dead letter of this node, with the reason `OWNER_CRASHED`.
    void tell(C message);

    /// Sends a request and gives its answer.
    ///
    /// A request follows an entity that moves, and is asked again, as the same request, when the owner
    /// crashes: an owner that remembers it does not run it again, but one that crashed may have run it.
    ///
    /// The future fails with [EntityUnavailableException] if the request was certainly not handled, and may then
    /// be asked again; with [EntityFailedException] if the entity failed while it handled it, or its answer
    /// cannot be sent; with [DuplicateUnknownException] if it was handled before and its answer is not kept; and
    /// with [dev.understudy.actor.AskTimeoutException] if no answer came in time: the entity may have handled
    /// it. Whatever is attached to the future runs on a thread of the library: use the `Async` methods for
    /// anything that waits.
    ///
    /// @param message makes the request, given where the answer goes
    /// @param timeout how long to wait for the answer
    <R> CompletableFuture<R> ask(Function<ActorRef<R>, C> message, Duration timeout);
}
