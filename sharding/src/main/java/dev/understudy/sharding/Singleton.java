package dev.understudy.sharding;

/// Something of which the grid runs one instance, reached by its name from everywhere: a scheduler, a sequencer, the
/// parent of workers on many nodes.
///
/// It is an entity that nobody has to ask before it starts, and that does not leave memory. So what holds for entities
/// holds for it: it runs on a member that hosts shards, under a lease, one instance at a time; it is handed over when
/// its member leaves, and taken over when that crashes.
///
/// The name stands on the wire, and is never given a second meaning.
///
/// @param <C> the command protocol, usually a sealed interface of records
/// @param name as that of an [EntityType], of 54 characters at most
/// @param protocol the type that all commands have
public record Singleton<C>(String name, Class<C> protocol) {
    /// What the names of the entity types begin with that are singletons. Others must not.
    static final String PREFIX = "singleton.";

    /// Which one of its kind it is.
    static final String ID = "only";

    public Singleton {
        var _ = typeOf(name, protocol);
    }

    /// The singleton of this name, which takes commands of this type.
    public static <C> Singleton<C> of(String name, Class<C> protocol) {
        return new Singleton<>(name, protocol);
    }

    private static <C> EntityType<C> typeOf(String name, Class<C> protocol) {
        return EntityType.of(PREFIX + name, protocol);
    }

    EntityType<C> type() {
        return typeOf(name, protocol);
    }

    static boolean isOne(EntityType<?> type) {
        return type.name().startsWith(PREFIX);
    }

    @Override
    public String toString() {
        return name;
    }
}
