package dev.understudy.drills;

/// One way to strike a grid under load.
public interface Drill {
    /// Its name in the command, such as `kill-owner`.
    String name();

    /// What it does, in half a sentence.
    String summary();

    /// What it needs of the grid.
    default Needs needs() {
        return Needs.STANDARD;
    }

    /// Does it. Runs once, in the middle of the load, and takes as long as it likes: the load goes on until some
    /// time after it has returned.
    ///
    /// @throws GridException if the grid does not do what is asked of it
    void strike(Stage stage);
}
