package dev.understudy.sharding;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import org.jspecify.annotations.Nullable;

/// What an entity knows of itself and can do. Belongs to the entity; only [#ref], [#entityRef] and
/// [#singletonRef] may be used elsewhere.
///
/// *What a stored entity sends.* Addresses of entities that come from here, and [#tell], hold what a turn sends until
/// what the turn stored is safe; if it is lost with the node, they send nothing. Refs that come from elsewhere know
/// nothing of that: what the entity tells them leaves at once.
///
/// @param <C> the commands that the entity takes
public final class EntityContext<C> {
    private final ActorContext<C> actor;
    private final EntityAddress<C> ref;
    private final ShardRegion region;

    EntityContext(ActorContext<C> actor, EntityAddress<C> ref, ShardRegion region) {
        this.actor = actor;
        this.ref = ref;
        this.region = region;
    }

    /// Which one of its kind the entity is.
    public String id() {
        return ref.id();
    }

    /// The entity's own address, valid wherever it is activated next.
    public EntityRef<C> ref() {
        return ref;
    }

    /// What the entity can do as an actor: timers, children, `become`, `pipeToSelf`. Its `self` names this activation
    /// only. A stored entity gets what it sends to itself this way as any other command, after those that wait.
    public ActorContext<C> actor() {
        return actor;
    }

    /// The address of another entity.
    ///
    /// @throws UnknownEntityTypeException if the node does not know the type
    public <D> EntityRef<D> entityRef(EntityType<D> type, String id) {
        return region.entityRef(type, id, ref.outbox());
    }

    /// Tells an actor something. From a turn of a stored entity it leaves when what the turn stored is safe.
    public <M> void tell(ActorRef<M> target, M message) {
        tell(ref.outbox(), actor.system(), target, message);
    }

    /// Tells an actor something from a turn. An answer to an ask of an entity needs no holding: the shard holds it.
    static <M> void tell(@Nullable TurnOutbox outbox, ActorSystem system, ActorRef<M> target, M message) {
        if (outbox == null
                || target instanceof ReplyRef
                || !outbox.offer(new HeldSend.Tell<>(system, target, message))) {
            target.tell(message);
        }
    }

    /// The address of a singleton.
    ///
    /// @throws UnknownEntityTypeException if the node does not know it
    public <D> EntityRef<D> singletonRef(Singleton<D> singleton) {
        return region.entityRef(singleton.type(), Singleton.ID);
    }
}
