package dev.understudy.sharding.ownership;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a member's disk remembers: the fold of its [DiskWrite]s. A store keeps it in whatever form it likes and
/// gives it back at start; the simulator keeps it as it is. Mutable; confined to its holder.
public final class StoredState {
    long promisedEpoch;

    @Nullable
    Ballot promised;

    @Nullable
    Ballot accepted;

    @Nullable
    Configuration acceptedValue;

    @Nullable
    Configuration configuration;

    final TreeMap<Integer, StoredReplica> replicas = new TreeMap<>();

    /// One shard's copy on disk.
    static final class StoredReplica {
        long sealed;
        long session;

        @Nullable
        ReplicaLog log;

        StoredReplica copy() {
            var copy = new StoredReplica();
            copy.sealed = sealed;
            copy.session = session;
            copy.log = log == null ? null : log.copy();
            return copy;
        }
    }

    /// A store that nothing has been written to.
    public StoredState() {}

    /// A deep copy.
    public StoredState copy() {
        var copy = new StoredState();
        copy.promisedEpoch = promisedEpoch;
        copy.promised = promised;
        copy.accepted = accepted;
        copy.acceptedValue = acceptedValue;
        copy.configuration = configuration;
        replicas.forEach((shard, replica) -> copy.replicas.put(shard, replica.copy()));
        return copy;
    }

    /// Whether the store has ever been part of a grid, or promised to found one.
    public boolean hasBelonged() {
        return configuration != null;
    }

    /// Applies one change.
    public void apply(DiskWrite write) {
        switch (write) {
            case DiskWrite.Promised(long epoch, Ballot ballot) -> {
                promisedEpoch = epoch;
                promised = ballot;
            }
            case DiskWrite.AcceptedValue(Ballot ballot, Configuration value) -> {
                promisedEpoch = value.epoch();
                promised = ballot;
                accepted = ballot;
                acceptedValue = value;
            }
            case DiskWrite.Learned(Configuration learned) -> {
                configuration = learned;
                if (promisedEpoch <= learned.epoch()) {
                    promisedEpoch = 0;
                    promised = null;
                    accepted = null;
                    acceptedValue = null;
                }
            }
            case DiskWrite.Sealed sealed -> {
                var replica = replica(sealed.shard());
                replica.sealed = sealed.ownerEpoch();
                var log = replica.log == null ? ReplicaLog.empty() : replica.log;
                replica.log = log;
                log.truncateAfter(sealed.keep());
                sealed.tail().forEach(log::append);
            }
            case DiskWrite.Installed installed -> {
                var replica = replica(installed.shard());
                replica.sealed = installed.ownerEpoch();
                replica.session = installed.session();
                replica.log = new ReplicaLog(installed.snapshot(), installed.tail());
            }
            case DiskWrite.Appended appended -> {
                var log = replica(appended.shard()).log;
                if (log == null) {
                    throw new IllegalStateException("records of shard " + appended.shard() + " without a copy of it");
                }
                appended.records().forEach(log::append);
            }
            case DiskWrite.Compacted compacted -> {
                var log = replica(compacted.shard()).log;
                if (log != null) {
                    log.compact(compacted.snapshot());
                }
            }
            case DiskWrite.Dropped dropped -> replica(dropped.shard()).log = null;
        }
    }

    private StoredReplica replica(int shard) {
        return replicas.computeIfAbsent(shard, _ -> new StoredReplica());
    }
}
