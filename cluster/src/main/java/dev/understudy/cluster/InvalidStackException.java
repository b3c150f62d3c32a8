package dev.understudy.cluster;

/// A JGroups stack file that can't be used; the message names the file and the fault.
public final class InvalidStackException extends ClusterException {
    public InvalidStackException(String message) {
        super(message);
    }

    public InvalidStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
