package dev.understudy.drills;

/// Told how far a drill is.
@FunctionalInterface
public interface Progress {
    /// Something has begun or ended, such as `three nodes are ready`.
    void says(String what);

    /// A part of the load's time has passed.
    ///
    /// @param passedSeconds so much
    /// @param ofSeconds of so much
    /// @param answered asks answered so far
    default void tick(int passedSeconds, int ofSeconds, long answered) {}
}
