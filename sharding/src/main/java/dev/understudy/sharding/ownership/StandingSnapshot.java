package dev.understudy.sharding.ownership;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an authority has found out, at one moment. Immutable.
///
/// @param current the newest configuration
/// @param lease what this node holds
/// @param leases what others may hold
/// @param dead runs that are proved to be over
record StandingSnapshot(
        @Nullable Configuration current, LeaseHolder.Held lease, LeaseBook.Bounds leases, Set<Incarnation> dead)
        implements Standing {
    @Override
    public boolean holdsLease(long now) {
        return lease.isValid(now);
    }

    @Override
    public boolean holdsLeaseSince(long epoch, long now) {
        return lease.isValidSince(epoch, now);
    }

    @Override
    public long remaining(Incarnation holder, long now) {
        return dead.contains(holder) ? 0 : leases.remaining(holder, now);
    }
}
