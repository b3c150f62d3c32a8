package dev.understudy.sharding.ownership;

import java.util.Optional;

/// A node's place in the grid at one moment: who it is, which configuration it knows, until when it is leased.
/// Immutable, so that the threads of the shards may read what the thread of the [MemberProtocol] has found out.
///
/// *An old one does no harm.* A lease in it has an end, and may be shorter than the truth but never longer; a
/// configuration in it is one that this node might not have outgrown yet. Whether a shard may run is judged by
/// both of the *same* seat: the lease of a newer configuration must not serve an ownership that it ended.
public final class Seat {
    private final Incarnation self;
    private final String genesisId;
    private final boolean left;
    private final Standing standing;

    Seat(Incarnation self, String genesisId, boolean left, Standing standing) {
        this.self = self;
        this.genesisId = genesisId;
        this.left = left;
        this.standing = standing;
    }

    /// Who the node is.
    public Incarnation self() {
        return self;
    }

    /// The grid that it belongs to, or empty.
    public String genesisId() {
        return genesisId;
    }

    /// The newest configuration that it knows.
    public Optional<Configuration> configuration() {
        return Optional.ofNullable(standing.current());
    }

    /// Whether that configuration names this run.
    public boolean isMember() {
        var current = standing.current();
        return current != null && current.contains(self);
    }

    /// Whether it wanted to leave, and a configuration without it is known: what it has not sent is not sent any
    /// more.
    public boolean hasLeft() {
        return left;
    }

    /// Whether it holds a lease.
    public boolean holdsLease(long now) {
        return standing.holdsLease(now);
    }

    /// Whether turns of a shard may begin here in an ownership: by its own configuration and lease.
    public boolean mayRun(int shard, long ownerEpoch, long now) {
        var current = standing.current();
        if (current == null || !standing.holdsLease(now) || !current.contains(self)) {
            return false;
        }
        var row = current.table().of(shard);
        return row.ownerEpoch() == ownerEpoch && row.isOwnedBy(self.member());
    }

    Standing standing() {
        return standing;
    }
}
