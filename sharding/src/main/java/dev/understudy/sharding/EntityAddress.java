package dev.understudy.sharding;

import dev.understudy.actor.ActorRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// The [EntityRef] that users get. It is no [ActorRef], so that the wire can tell an entity from one of its
/// activations.
record EntityAddress<C>(RegionRef<C> target) implements EntityRef<C> {
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
        target.tell(message);
    }

    @Override
    public <R> CompletableFuture<R> ask(Function<ActorRef<R>, C> message, Duration timeout) {
        return target.ask(message, timeout);
    }

    @Override
    public String toString() {
        return target.path();
    }
}
