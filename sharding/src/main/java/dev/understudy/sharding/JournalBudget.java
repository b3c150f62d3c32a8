package dev.understudy.sharding;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes the stored entities of a node's own shards take, and how many may. Beyond, what would store more is
/// refused; nothing that is stored is ever thrown away to make room.
///
/// Thread-safe: the shards count, the entities look.
final class JournalBudget {
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong unsafe = new AtomicLong();
    private final long most;

    JournalBudget(long most) {
        this.most = most;
    }

    /// So many bytes more, or fewer.
    void changed(long by) {
        bytes.addAndGet(by);
    }

    /// So many turns more, or fewer, that not all in-sync copies have.
    void unsafeChanged(long by) {
        unsafe.addAndGet(by);
    }

    /// How many turns not all in-sync copies have at this moment.
    long unsafe() {
        return unsafe.get();
    }

    /// How many bytes are stored.
    long bytes() {
        return bytes.get();
    }

    /// Whether no more may be stored.
    boolean isFull() {
        return bytes.get() >= most;
    }
}
