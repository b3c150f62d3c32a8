package dev.understudy.drills;

/// One way to strike a grid under load.
public interface Drill {
    /// Its name in the command, such as `kill-owner`.
    String name();

    /// What it does, in half a sentence.
    String summary();

    /// How many nodes it needs at least.
    default int leastNodes() {
        return 2;
    }

    /// Does it. Runs once, in the middle of the load.
    ///
    /// @return what was hit; a fault without evidence where the drill missed what it is named for
    Fault strike(Stage stage);
}
