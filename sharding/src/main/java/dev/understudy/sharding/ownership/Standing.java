package dev.understudy.sharding.ownership;

import org.jspecify.annotations.Nullable;

/// What a shard must know of its node: which configuration is the newest here, and who may still hold a lease.
interface Standing {
    /// The newest configuration that this node knows, or null before it belongs to a grid.
    @Nullable
    Configuration current();

    /// Whether this node holds a lease, of whichever epoch.
    boolean holdsLease(long now);

    /// Whether this node holds a lease that was gained in that epoch or a later one.
    boolean holdsLeaseSince(long epoch, long now);

    /// For how long another run may still hold a lease; 0 when it can't.
    long remaining(Incarnation holder, long now);
}
