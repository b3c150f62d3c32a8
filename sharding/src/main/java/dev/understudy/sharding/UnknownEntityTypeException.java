package dev.understudy.sharding;

import dev.understudy.actor.UnderstudyException;
import java.util.Collection;
import java.util.TreeSet;

/// A node was asked for an entity of a type that it does not know: name the type with `entity(…)` when the node is
/// built.
public final class UnknownEntityTypeException extends UnderstudyException {
    UnknownEntityTypeException(String type, Collection<String> known) {
        super("entity type '%s' is not known to this node; known are %s".formatted(type, new TreeSet<>(known)));
    }
}
