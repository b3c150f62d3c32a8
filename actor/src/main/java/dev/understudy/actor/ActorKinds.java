package dev.understudy.actor;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The kinds of actor that one system has met. Thread-safe.
final class ActorKinds {

    private final Map<String, ActorKind> byName = new ConcurrentHashMap<>();
    private final ActorKind unknown = named("unknown");

    /// The kind of this name.
    ActorKind named(String name) {
        var known = byName.get(name);
        return known != null ? known : add(name);
    }

    private synchronized ActorKind add(String name) {
        return byName.computeIfAbsent(name, n -> new ActorKind(byName.size(), n));
    }

    /// Of actors that have not got a behavior yet.
    ActorKind unknown() {
        return unknown;
    }

    Collection<ActorKind> all() {
        return List.copyOf(byName.values());
    }
}
