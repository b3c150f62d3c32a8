package dev.understudy.sharding.ownership;

import java.util.List;

/// One change of what a member must remember. Applied in order; durable only once a later [Output.Sync] has
/// been carried out.
public sealed interface DiskWrite {
    /// The voter promised not to accept below the ballot for that epoch.
    record Promised(long epoch, Ballot ballot) implements DiskWrite {}

    /// The voter accepted.
    record AcceptedValue(Ballot ballot, Configuration value) implements DiskWrite {}

    /// The member learned; promises for this epoch and before are void.
    record Learned(Configuration configuration) implements DiskWrite {}

    /// The replica refuses owners before this one; its log was cut after `keep` and went on with `tail`.
    record Sealed(int shard, long ownerEpoch, long keep, List<LogRecord> tail) implements DiskWrite {}

    /// The replica was given a whole copy.
    record Installed(int shard, long ownerEpoch, long session, ReplicaSnapshot snapshot, List<LogRecord> tail)
            implements DiskWrite {}

    /// Records were appended.
    record Appended(int shard, List<LogRecord> records) implements DiskWrite {}

    /// A snapshot took the place of the records that it covers.
    record Compacted(int shard, ReplicaSnapshot snapshot) implements DiskWrite {}

    /// The copy was given up; the seal stays.
    record Dropped(int shard) implements DiskWrite {}
}
