package dev.understudy.cluster;

/// The cluster speaks a version that this node doesn't.
public final class VersionMismatchException extends ClusterException {
    /// @param ours what this node runs and speaks
    /// @param member the member that speaks something else
    /// @param theirs what that one runs and speaks
    public VersionMismatchException(String ours, String member, String theirs) {
        super("this node runs %s, but member %s runs %s and they have no wire version in common. Upgrade the older one"
                .formatted(ours, member, theirs));
    }
}
