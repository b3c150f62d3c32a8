package dev.understudy.actor;

/// Something that is going to happen, unless it is cancelled.
@FunctionalInterface
public interface Cancellable {

    /// Cancels it.
    ///
    /// @return whether this call did it: false if it happened, or was cancelled, before
    boolean cancel();
}
