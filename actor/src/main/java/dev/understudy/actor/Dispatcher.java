package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

/// Names what decides on which thread an actor runs: the shared workers, virtual threads, or a pool of workers made
/// with [ActorSystem.Builder#dispatcher]. A value.
///
/// @param name the dispatcher's name within a system
public record Dispatcher(String name) {

    /// As many workers as there are processors, for actors that never wait. The default.
    public static final Dispatcher SHARED = new Dispatcher("shared");

    /// A virtual thread for each busy actor, for actors that wait.
    public static final Dispatcher BLOCKING = new Dispatcher("blocking");

    public Dispatcher {
        requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of a dispatcher is blank");
        }
    }

    /// The dispatcher of this name.
    public static Dispatcher named(String name) {
        return new Dispatcher(name);
    }
}
