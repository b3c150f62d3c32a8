package dev.understudy.remoting;

import dev.understudy.serialization.RemoteFailure;
import org.jspecify.annotations.Nullable;

/// What becomes of a child, as its node tells the parent's.
sealed interface ChildNews {
    /// It will never be there.
    record Refused(String reason) implements ChildNews {}

    /// It failed and waits for a verdict.
    ///
    /// @param stoppedItself whether its failure is that it stopped itself and is permanent
    record Failed(RemoteFailure failure, boolean hasBehavior, boolean stoppedItself) implements ChildNews {}

    /// Its behavior has ended.
    record Halted() implements ChildNews {}

    /// It has its first behavior, or a new one.
    ///
    /// @param ref the number under which its node knows it
    record Started(long ref) implements ChildNews {}

    /// It is no more.
    ///
    /// @param failure why, null if it was stopped or stopped itself
    record Gone(@Nullable RemoteFailure failure) implements ChildNews {}
}
