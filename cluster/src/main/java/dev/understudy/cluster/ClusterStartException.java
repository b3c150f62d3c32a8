package dev.understudy.cluster;

/// Joining failed for a reason that has no type of its own; the message says what was being done.
public final class ClusterStartException extends ClusterException {
    public ClusterStartException(String message) {
        super(message);
    }

    public ClusterStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
