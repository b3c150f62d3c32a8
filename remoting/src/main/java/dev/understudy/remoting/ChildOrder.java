package dev.understudy.remoting;

import dev.understudy.actor.RestartType;
import dev.understudy.serialization.Encoded;
import dev.understudy.serialization.RemoteFailure;
import org.jspecify.annotations.Nullable;

/// What a parent wants of a child on another node.
sealed interface ChildOrder {
    /// Be: the first of all orders.
    ///
    /// @param recipe its name
    /// @param name of the child, for people
    /// @param claim of a parent that comes back elsewhere; null of another
    record Spawn(
            String recipe,
            String name,
            RestartType restartType,
            Encoded arguments,
            @Nullable Claim claim) implements ChildOrder {}

    /// Go on after a failure.
    record Resume() implements ChildOrder {}

    /// End your behavior and keep your mailbox.
    record Halt(RemoteFailure failure) implements ChildOrder {}

    /// Make a new behavior.
    record Recreate() implements ChildOrder {}

    /// Stop for good.
    record Stop() implements ChildOrder {}
}
