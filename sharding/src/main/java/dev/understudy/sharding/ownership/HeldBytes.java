package dev.understudy.sharding.ownership;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/// How many bytes of messages wait on one node, over all its shards, and how many may. What is larger than the
/// limit may wait alone: else it would wait for ever.
///
/// Thread-safe: the shards of a node share it.
public final class HeldBytes {
    private final long limit;

    @GuardedBy("this")
    private long held;

    /// A budget that nothing is held of.
    public HeldBytes(long limit) {
        this.limit = limit;
    }

    /// How many bytes wait now.
    public synchronized long held() {
        return held;
    }

    /// Takes some if they fit.
    synchronized boolean take(long bytes) {
        if (held > 0 && held + bytes > limit) {
            return false;
        }
        held += bytes;
        return true;
    }

    /// Takes what has been taken in elsewhere and can't be refused any more.
    synchronized void force(long bytes) {
        held += bytes;
    }

    synchronized void free(long bytes) {
        held -= bytes;
        if (held < 0) {
            throw new IllegalStateException(held + " bytes are held: a bug of the protocol");
        }
    }
}
