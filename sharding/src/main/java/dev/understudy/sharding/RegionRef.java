package dev.understudy.sharding;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Signal;
import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Watcher;
import dev.understudy.sharding.ownership.ShardId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// The ref beneath an [EntityRef]: hands what it is told to the entity's shard on this node, which knows the way.
///
/// @param <C> the commands that the entity takes
final class RegionRef<C> implements InternalRef<C> {
    private final ShardRegion region;
    private final EntityType<C> type;
    private final String id;
    private final ShardId shard;
    private final String key;

    RegionRef(ShardRegion region, EntityType<C> type, String id, ShardId shard) {
        this.region = region;
        this.type = type;
        this.id = id;
        this.shard = shard;
        this.key = type.name() + '\0' + id;
    }

    EntityType<C> type() {
        return type;
    }

    String id() {
        return id;
    }

    /// What the ownership protocol calls the entity; see [ShardRegion#find].
    String key() {
        return key;
    }

    ShardId shard() {
        return shard;
    }

    @Override
    public void tell(C message) {
        requireNonNull(message, "message");
        tellEnvelope(() -> message);
    }

    @Override
    public void tellEnvelope(Envelope envelope) {
        region.tell(shard, new ShardMessage.Told(this, envelope));
    }

    @Override
    public <R> CompletableFuture<R> ask(Function<ActorRef<R>, C> request, Duration timeout) {
        var asked = prepare(request, timeout);
        send(asked);
        return asked.promise();
    }

    /// An ask that is still to be sent; its deadline is set.
    <R> ShardMessage.Asked<R> prepare(Function<ActorRef<R>, C> request, Duration timeout) {
        var promise = AskPromise.<R>untimed(this, timeout);
        var replyTo = new ReplyRef<>(system(), path(), promise);
        var message = requireNonNull(request.apply(replyTo), "the request made for an ask");
        return new ShardMessage.Asked<>(this, promise, replyTo, message);
    }

    /// Sends an ask.
    void send(ShardMessage.Asked<?> asked) {
        region.tell(shard, asked);
    }

    @Override
    public void signal(Signal signal) {
        throw new UnsupportedOperationException("an entity takes no signals: " + this);
    }

    @Override
    public void addWatcher(Watcher watcher) {
        throw new UnsupportedOperationException("an entity does not end, so it cannot be watched: " + this);
    }

    @Override
    public void removeWatcher(Watcher watcher) {
        throw new UnsupportedOperationException("an entity does not end, so it cannot be watched: " + this);
    }

    @Override
    public ActorSystem system() {
        return region.system();
    }

    @Override
    public String path() {
        return type + "/" + id;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RegionRef<?> that && type.name().equals(that.type.name()) && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return 31 * type.name().hashCode() + id.hashCode();
    }

    @Override
    public String toString() {
        return path();
    }
}
