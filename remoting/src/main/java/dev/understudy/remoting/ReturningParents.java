package dev.understudy.remoting;

import java.util.OptionalLong;

/// Says which actors of a node come back elsewhere when the node is lost, so that they can take up their children of
/// other nodes again. Attached to the actor system by the room that brings them back. Thread-safe.
@FunctionalInterface
public interface ReturningParents {
    /// The epoch of the activation that an actor belongs to; a later activation has a greater one. Empty for
    /// actors that don't come back.
    ///
    /// @param path of the actor, the same in each of its activations
    OptionalLong epochOf(String path);
}
