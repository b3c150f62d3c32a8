package dev.understudy.cluster;

/// Root of what this room throws. There is one subtype for each thing that a caller can do something about.
public abstract class ClusterException extends RuntimeException {
    ClusterException(String message) {
        super(message);
    }

    ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
