package dev.understudy.serialization;

import dev.understudy.actor.ActorRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// A ref that only has a path, and the resolver that sends paths.
record TestRef<M>(String path) implements ActorRef<M> {

    static final RefResolver RESOLVER = new RefResolver() {
        @Override
        public void write(ActorRef<?> ref, WireOutput out) {
            out.writeString(ref.path());
        }

        @Override
        public ActorRef<?> read(WireInput in) {
            return new TestRef<>(in.readString());
        }
    };

    @Override
    public void tell(M message) {
        throw new UnsupportedOperationException("this ref leads nowhere");
    }

    @Override
    public void tell(M message, Duration timeToLive) {
        tell(message);
    }

    @Override
    public <R> CompletableFuture<R> ask(Function<ActorRef<R>, M> request, Duration timeout) {
        throw new UnsupportedOperationException("this ref leads nowhere");
    }
}
