package dev.understudy.drills;

/// A grid did not do what a drill needs of it: a node did not start, or did not stop.
public final class GridException extends RuntimeException {
    /// Says what was being done, to which node, and what was seen.
    public GridException(String message) {
        super(message);
    }

    /// The same, with the failure underneath.
    public GridException(String message, Throwable cause) {
        super(message, cause);
    }
}
