package dev.understudy.sharding.ownership;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one member keeps of one shard, and how an owner's words change it: the seal, the log, and how much of
/// it is known to be committed.
///
/// It takes appends from the one owner that sealed it. A seal applies once for each ownership, and an install
/// once for each session: a late duplicate of either would cut off what was acknowledged since. Seals and
/// truncations are on disk before they are answered.
final class ReplicaCopy {
    private final int shard;
    private final Settings settings;
    private final Rules rules;
    private long sealed;
    private long session;
    private @Nullable ReplicaLog log;
    private long knownCommitted;

    ReplicaCopy(int shard, Settings settings, Rules rules, StoredState.@Nullable StoredReplica stored) {
        this.shard = shard;
        this.settings = settings;
        this.rules = rules;
        if (stored != null) {
            sealed = stored.sealed;
            session = stored.session;
            log = stored.log == null ? null : stored.log.copy();
        }
    }

    /// The log, or null where there is no copy.
    @Nullable
    ReplicaLog log() {
        return log;
    }

    /// Up to where the owner is known to have counted all in-sync replicas.
    long knownCommitted() {
        return knownCommitted;
    }

    /// This member becomes the owner and seals its own copy. A shard that starts empty begins one, and one from
    /// before that is void.
    ReplicaLog own(long ownerEpoch, long emptySince, Outbox out) {
        var copy = log;
        if (copy != null && sealed < emptySince) {
            out.promise(new DiskWrite.Dropped(shard));
            copy = null;
        }
        if (copy == null) {
            copy = ReplicaLog.empty();
            knownCommitted = 0;
        }
        log = copy;
        sealed = ownerEpoch;
        out.promise(new DiskWrite.Sealed(shard, sealed, copy.end(), List.of()));
        return copy;
    }

    /// Gives the copy up, unless it was asked for by an owner that is ahead of this node: it may have counted on
    /// it already, and no configuration up to `epoch` can speak of it.
    ///
    /// @return whether it is gone
    boolean dropUnlessNewer(long epoch, Outbox out) {
        if (log == null || epoch <= session) {
            return false;
        }
        log = null;
        out.write(new DiskWrite.Dropped(shard));
        return true;
    }

    /// A new owner's first word.
    ///
    /// @param owning whether this member owns the shard itself
    /// @return whether the seal was applied
    boolean seal(Incarnation from, Message.Seal seal, boolean owning, Outbox out) {
        if (seal.ownerEpoch() < sealed) {
            out.send(from.member(), new Message.AppendRefused(shard, seal.ownerEpoch(), sealed));
            return false;
        }
        if (seal.ownerEpoch() == sealed && rules.hold(Rule.SEAL_ONCE)) {
            if (!owning) {
                out.send(from.member(), new Message.SealAck(shard, sealed, log == null ? -1 : log.end()));
            }
            return false;
        }
        var copy = log == null ? ReplicaLog.empty() : log;
        long ownersEnd =
                seal.tail().isEmpty() ? seal.from() : seal.tail().getLast().seq();
        sealed = seal.ownerEpoch();
        if (copy.end() < seal.from() || copy.snapshot().end() > ownersEnd) {
            // A crash of all copies cut them differently: this one can't be made the owner's by cutting it back
            // or adding to it, only be replaced.
            log = null;
            out.promise(new DiskWrite.Sealed(shard, sealed, copy.end(), List.of()));
            out.promise(new DiskWrite.Dropped(shard));
            out.send(from.member(), new Message.SealAck(shard, sealed, -1));
            return true;
        }
        log = copy;
        copy.truncateAfter(seal.from());
        long keep = copy.end();
        var fresh = seal.tail().stream().filter(record -> record.seq() > keep).toList();
        fresh.forEach(copy::append);
        knownCommitted = Math.min(knownCommitted, seal.from());
        out.promise(new DiskWrite.Sealed(shard, sealed, seal.from(), fresh));
        out.send(from.member(), new Message.SealAck(shard, sealed, copy.end()));
        return true;
    }

    /// A whole copy, for a learner.
    ///
    /// @return whether it was taken
    boolean install(Incarnation from, Message.Install install, Outbox out) {
        if (install.ownerEpoch() < sealed) {
            out.send(from.member(), new Message.AppendRefused(shard, install.ownerEpoch(), sealed));
            return false;
        }
        if (install.session() <= session) {
            if (install.session() == session && install.ownerEpoch() == sealed && log != null) {
                out.send(from.member(), new Message.InstallAck(shard, sealed, session, log.end()));
            }
            return false;
        }
        sealed = install.ownerEpoch();
        session = install.session();
        var copy = new ReplicaLog(install.snapshot(), install.tail());
        log = copy;
        knownCommitted = install.snapshot().end();
        out.promise(new DiskWrite.Installed(shard, sealed, session, install.snapshot(), install.tail()));
        out.send(from.member(), new Message.InstallAck(shard, sealed, session, copy.end()));
        return true;
    }

    /// Records of the owner that sealed this copy.
    void append(Incarnation from, Message.Append append, boolean owning, Outbox out) {
        boolean stale = append.ownerEpoch() < sealed;
        if (stale && rules.hold(Rule.STALE_OWNER_EPOCH_REJECTED)) {
            out.send(from.member(), new Message.AppendRefused(shard, append.ownerEpoch(), sealed));
            return;
        }
        if (owning || (append.ownerEpoch() > sealed && rules.hold(Rule.SEAL))) {
            return;
        }
        var copy = log;
        if (copy == null) {
            out.send(from.member(), new Message.AppendAck(shard, append.ownerEpoch(), -1));
            return;
        }
        int fresh = 0;
        for (var record : append.records()) {
            if (record.seq() <= copy.end()) {
                if (!copy.has(record)) {
                    // The same place with another content: never acknowledge it again.
                    return;
                }
            } else if (record.seq() == copy.end() + 1) {
                copy.append(record);
                fresh++;
            } else {
                break;
            }
        }
        if (fresh > 0) {
            var records = append.records();
            var taken = records.stream()
                    .filter(record -> record.seq() <= copy.end())
                    .skip(records.stream()
                                    .filter(record -> record.seq() <= copy.end())
                                    .count()
                            - fresh)
                    .toList();
            out.write(new DiskWrite.Appended(shard, taken));
            if (settings.durability() == Durability.DISK_SYNC) {
                out.sync();
            }
        }
        knownCommitted = Math.max(knownCommitted, Math.min(append.committed(), copy.end()));
        out.send(from.member(), new Message.AppendAck(shard, append.ownerEpoch(), copy.end()));
    }

    /// A snapshot takes the place of the records that it covers.
    void compact(Incarnation from, Message.Compact compact, boolean owning, Outbox out) {
        if (compact.ownerEpoch() != sealed || owning || log == null) {
            return;
        }
        if (compact.snapshot().end() <= log.end()) {
            if (compact.snapshot().end() > log.snapshot().end()) {
                log.compact(compact.snapshot());
                knownCommitted = Math.max(knownCommitted, compact.snapshot().end());
                out.promise(new DiskWrite.Compacted(shard, compact.snapshot()));
            }
            out.send(
                    from.member(),
                    new Message.CompactAck(shard, sealed, compact.snapshot().end()));
        }
    }
}
