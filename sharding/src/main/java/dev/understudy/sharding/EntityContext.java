package dev.understudy.sharding;

import dev.understudy.actor.ActorContext;

/// What an entity knows of itself and can do. Belongs to the entity; only [#ref] and [#entityRef] may be used
/// elsewhere.
///
/// @param <C> the commands that the entity takes
public final class EntityContext<C> {
    private final ActorContext<C> actor;
    private final EntityRef<C> ref;
    private final ShardRegion region;

    EntityContext(ActorContext<C> actor, EntityRef<C> ref, ShardRegion region) {
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
    /// only.
    public ActorContext<C> actor() {
        return actor;
    }

    /// The address of another entity.
    ///
    /// @throws UnknownEntityTypeException if the node does not know the type
    public <D> EntityRef<D> entityRef(EntityType<D> type, String id) {
        return region.entityRef(type, id);
    }
}
