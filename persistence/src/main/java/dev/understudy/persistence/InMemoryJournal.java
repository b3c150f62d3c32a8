package dev.understudy.persistence;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A journal in the memory of one process, which ends with it: for tests, and for trying things out.
///
/// Thread-safe: one lock.
public final class InMemoryJournal implements Journal {
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<PersistenceId, History> histories = new HashMap<>();

    @GuardedBy("lock")
    private final Map<Integer, Long> fences = new HashMap<>();

    @Override
    public CompletableFuture<Void> raiseFence(FencingToken token) {
        synchronized (lock) {
            long fence = fenceOf(token);
            if (token.number() < fence) {
                return CompletableFuture.failedFuture(new StaleTokenException(token, fence));
            }
            fences.put(token.shard(), token.number());
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public CompletableFuture<Void> append(PersistenceId id, FencingToken token, long after, StoredTurn turn) {
        if (turn.sequenceNumber() <= after) {
            throw new IllegalArgumentException("%s of %s does not go on after %d".formatted(turn, id, after));
        }
        synchronized (lock) {
            long fence = fenceOf(token);
            if (token.number() < fence) {
                return CompletableFuture.failedFuture(new StaleTokenException(token, fence));
            }
            long last = histories.containsKey(id) ? histories.get(id).sequenceNumber() : 0;
            if (last != after) {
                return CompletableFuture.failedFuture(new SequenceConflictException(id, after, last));
            }
            fences.put(token.shard(), token.number());
            histories.computeIfAbsent(id, _ -> History.empty()).add(turn);
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public CompletableFuture<History> read(PersistenceId id) {
        synchronized (lock) {
            var history = histories.get(id);
            return CompletableFuture.completedFuture(history == null ? History.empty() : history.copy());
        }
    }

    @GuardedBy("lock")
    private long fenceOf(FencingToken token) {
        return fences.getOrDefault(token.shard(), 0L);
    }

    @Override
    public void close() {
        synchronized (lock) {
            histories.clear();
            fences.clear();
        }
    }
}
