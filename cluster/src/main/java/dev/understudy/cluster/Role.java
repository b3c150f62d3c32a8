package dev.understudy.cluster;

/// What a member does for the cluster.
public enum Role {
    /// Hosts entities and counts for the start gate.
    DATA,
    /// Sends and receives, hosts nothing, and counts for nothing.
    CLIENT
}
