package dev.understudy.sharding.ownership;

import java.util.ArrayList;
import java.util.List;

/// One replica's copy of a shard's log: a snapshot and the records after it, contiguous. Confined to its node;
/// not thread-safe.
final class ReplicaLog {
    private ReplicaSnapshot snapshot;
    private final ArrayList<LogRecord> tail;

    ReplicaLog(ReplicaSnapshot snapshot, List<LogRecord> tail) {
        this.snapshot = snapshot;
        this.tail = new ArrayList<>(tail);
    }

    static ReplicaLog empty() {
        return new ReplicaLog(ReplicaSnapshot.empty(), List.of());
    }

    ReplicaLog copy() {
        return new ReplicaLog(snapshot, tail);
    }

    ReplicaSnapshot snapshot() {
        return snapshot;
    }

    /// The seq of its last record; what the snapshot covers counts.
    long end() {
        return snapshot.end() + tail.size();
    }

    /// The records after a seq, at most `limit`; those that only the snapshot has are missing.
    List<LogRecord> after(long seq, int limit) {
        int from = (int) Math.max(0, seq - snapshot.end());
        return from >= tail.size()
                ? List.of()
                : List.copyOf(tail.subList(from, (int) Math.min(tail.size(), (long) from + limit)));
    }

    boolean has(LogRecord record) {
        if (record.seq() <= snapshot.end()) {
            return true;
        }
        return record.seq() <= end()
                && tail.get((int) (record.seq() - snapshot.end() - 1)).equals(record);
    }

    void append(LogRecord record) {
        if (record.seq() != end() + 1) {
            throw new IllegalStateException("record " + record.seq() + " after " + end() + ": a bug of the protocol");
        }
        tail.add(record);
    }

    /// Forgets every record after a seq; what the snapshot covers stays.
    void truncateAfter(long seq) {
        while (!tail.isEmpty() && tail.getLast().seq() > seq) {
            tail.removeLast();
        }
    }

    /// Takes a snapshot of a point that the log has reached in place of the records up to there.
    void compact(ReplicaSnapshot newer) {
        if (newer.end() <= snapshot.end()) {
            return;
        }
        int covered = (int) (newer.end() - snapshot.end());
        if (covered > tail.size()) {
            throw new IllegalStateException("a snapshot at " + newer.end() + " of a log that ends at " + end());
        }
        tail.subList(0, covered).clear();
        snapshot = newer;
    }
}
