package dev.understudy.sharding;

/// A type of entity as a node knows it.
///
/// @param factory makes the behaviors of its entities
/// @param isSingleton whether there is one entity of it only, which is there unasked
public record EntityKind<C>(EntityType<C> type, EntityFactory<C> factory, boolean isSingleton) {
    public EntityKind {
        if (isSingleton != Singleton.isOne(type)) {
            throw new IllegalArgumentException("entity type '%s': names that begin with '%s' are those of singletons"
                    .formatted(type, Singleton.PREFIX));
        }
    }

    /// Of entities that are there when they are asked.
    ///
    /// @throws IllegalArgumentException if the type's name is that of a singleton
    public EntityKind(EntityType<C> type, EntityFactory<C> factory) {
        this(type, factory, false);
    }

    /// Of a singleton.
    public static <C> EntityKind<C> of(Singleton<C> singleton, EntityFactory<C> factory) {
        return new EntityKind<>(singleton.type(), factory, true);
    }
}
