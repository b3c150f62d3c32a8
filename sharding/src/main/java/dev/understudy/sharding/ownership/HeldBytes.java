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

    @GuardedBy("this")
    private long messages;

    /// A budget that nothing is held of.
    public HeldBytes(long limit) {
        this.limit = limit;
    }

    /// How many bytes wait now.
    public synchronized long held() {
        return held;
    }

    /// How many messages wait now.
    public synchronized long messages() {
        return messages;
    }

    /// Takes those of a message if they fit.
    synchronized boolean take(long bytes) {
        if (held > 0 && held + bytes > limit) {
            return false;
        }
        held += bytes;
        messages++;
        return true;
    }

    /// Takes those of a message that has been taken in elsewhere and can't be refused any more.
    synchronized void force(long bytes) {
        held += bytes;
        messages++;
    }

    /// Gives back those of a message.
    synchronized void free(long bytes) {
        free(1, bytes);
    }

    /// Gives back those of so many messages.
    synchronized void free(int freed, long bytes) {
        held -= bytes;
        messages -= freed;
        if (held < 0 || messages < 0) {
            throw new IllegalStateException(
                    "%d messages of %d bytes are held: a bug of the protocol".formatted(messages, held));
        }
    }
}
