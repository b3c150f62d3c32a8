package dev.understudy.sharding;

import dev.understudy.actor.ActorRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The [EntityRef] that users get. It is no [ActorRef], so that the wire can tell an entity from one of its
/// activations.
///
/// @param outbox holds what is sent in turns of the stored entity that got this address from its context; null for
///     everybody else
record EntityAddress<C>(RegionRef<C> target, @Nullable TurnOutbox outbox) implements EntityRef<C> {
    @Override
    public EntityType<C> type() {
        return target.type();
    }

    @Override
    public String id() {
        return target.id();
    }

    @Override
    public void tell(C message) {
        if (outbox == null || !outbox.offer(new HeldSend.Tell<>(target.system(), target, message))) {
            target.tell(message);
        }
    }

    @Override
    public <R> CompletableFuture<R> ask(Function<ActorRef<R>, C> message, Duration timeout) {
        var asked = target.prepare(message, timeout);
        if (outbox == null || !outbox.offer(new HeldSend.Ask(target, asked))) {
            target.send(asked);
        }
        return asked.promise();
    }

    /// Equal to any address of the same entity.
    @Override
    public boolean equals(Object other) {
        return other instanceof EntityAddress<?> that && target.equals(that.target);
    }

    @Override
    public int hashCode() {
        return target.hashCode();
    }

    @Override
    public String toString() {
        return target.path();
    }
}
