package dev.understudy.serialization;

import com.esotericsoftware.kryo.kryo5.util.IntMap;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All registered types, found by class and by wire id. Shared by all Kryo instances of a registry; thread-safe.
final class TypeIndex {

    private final IntMap<RegisteredType> byId = new IntMap<>();
    private final Map<Class<?>, RegisteredType> byClass = new ConcurrentHashMap<>();
    private final Collection<RegisteredType> open;

    /// @param types every type once
    /// @param formerly older names, still read as the type they lead to
    TypeIndex(Collection<RegisteredType> types, Map<String, RegisteredType> formerly) {
        for (var type : types) {
            claim(type.id(), type);
            byClass.put(type.type(), type);
        }
        formerly.forEach((name, type) -> claim(WireIds.ofType(name), type));
        open = types.stream().filter(RegisteredType::open).toList();
    }

    /// The type that writes instances of a class, or null.
    @Nullable
    RegisteredType find(Class<?> type) {
        var known = byClass.get(type);
        if (known != null) {
            return known;
        }
        var found = type.isEnum() || !Enum.class.isAssignableFrom(type)
                ? mostSpecificOf(type)
                : byClass.get(type.getSuperclass()); // a constant with a body has a class of its own
        if (found != null) {
            byClass.put(type, found);
        }
        return found;
    }

    /// The type with a wire id, or null.
    @Nullable
    RegisteredType find(int id) {
        return byId.get(id);
    }

    private @Nullable RegisteredType mostSpecificOf(Class<?> type) {
        RegisteredType best = null;
        for (var candidate : open) {
            if (!candidate.type().isAssignableFrom(type)) {
                continue;
            }
            if (best == null || best.type().isAssignableFrom(candidate.type())) {
                best = candidate;
            } else if (!candidate.type().isAssignableFrom(best.type())) {
                throw new UnregisteredTypeException(
                        type,
                        type.getName() + " could be written as " + best.manifest() + " or as " + candidate.manifest()
                                + "; register it by itself to say which");
            }
        }
        return best;
    }

    private void claim(int id, RegisteredType type) {
        var other = byId.put(id, type);
        if (other != null && !other.equals(type)) {
            throw new RegistrationException("wire names " + other.manifest().name() + " and "
                    + type.manifest().name() + " meet in the id " + WireIds.text(id)
                    + ": give one of them another name");
        }
    }
}
