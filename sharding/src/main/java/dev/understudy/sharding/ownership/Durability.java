package dev.understudy.sharding.ownership;

/// What a member's copy of a log survives.
public enum Durability {
    /// Nothing: a restarted process has forgotten its copy and its promises, and comes back as another member.
    MEMORY,
    /// A restart, but for the last moments before a crash: the copy is fetched again unless it is the only one.
    DISK_ASYNC,
    /// A restart, whole: every append is synced on all in-sync replicas before it is acknowledged.
    DISK_SYNC;

    /// Whether anything is written at all.
    public boolean hasDisk() {
        return this != MEMORY;
    }
}
