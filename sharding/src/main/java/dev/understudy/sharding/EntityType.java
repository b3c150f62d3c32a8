package dev.understudy.sharding;

import java.util.List;
import java.util.regex.Pattern;

/// A kind of entity: its name in the whole cluster, and the commands that its entities take.
///
/// The name takes part in placement and stands on the wire: two programs that mean the same entities use the same
/// name, and a name is never given a second meaning.
///
/// @param <C> the command protocol, usually a sealed interface of records
/// @param name words of letters and digits, joined by dots, hyphens or underscores; 64 characters at most
/// @param protocol the type that all commands have
/// @param stores the types of what its entities store, see [#storing]; none for volatile entities
public record EntityType<C>(String name, Class<C> protocol, List<Class<?>> stores) {
    private static final int MOST_CHARACTERS = 64;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]+([._-][A-Za-z0-9]+)*");

    public EntityType {
        if (name.length() > MOST_CHARACTERS || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "entity type name '%s' must be words of letters and digits, joined by '.', '-' or '_', of %d characters at most"
                            .formatted(name, MOST_CHARACTERS));
        }
        stores = List.copyOf(stores);
    }

    /// A kind of entity of this name that takes commands of this type. Its entities are volatile: what they are ends
    /// with their activation.
    public static <C> EntityType<C> of(String name, Class<C> protocol) {
        return new EntityType<>(name, protocol, List.of());
    }

    /// The same kind with entities that survive: their behavior is a
    /// [dev.understudy.persistence.EventSourcedBehavior] or a [dev.understudy.persistence.DurableStateBehavior],
    /// and what it stores is kept in memory by the owner and by each of the shard's backups.
    ///
    /// @param types what is stored: the type of the events and that of the state, or of the durable state alone;
    ///     they are registered for the wire
    public EntityType<C> storing(Class<?>... types) {
        if (types.length == 0) {
            throw new IllegalArgumentException("entity type '%s' stores nothing: name the types".formatted(name));
        }
        return new EntityType<>(name, protocol, List.of(types));
    }

    /// Whether its entities survive.
    public boolean isStored() {
        return !stores.isEmpty();
    }

    @Override
    public String toString() {
        return name;
    }
}
