package dev.understudy.persistence;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A journal in the memory of one process, which ends with it: for tests, and for trying things out.
///
/// Thread-safe: one lock.
public final class InMemoryJournal implements Journal {
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<PersistenceId, List<StoredEvent>> events = new HashMap<>();

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
    public CompletableFuture<Long> append(PersistenceId id, FencingToken token, long after, List<byte[]> payloads) {
        if (payloads.isEmpty()) {
            throw new IllegalArgumentException("nothing to append to " + id);
        }
        synchronized (lock) {
            long fence = fenceOf(token);
            if (token.number() < fence) {
                return CompletableFuture.failedFuture(new StaleTokenException(token, fence));
            }
            var stored = events.computeIfAbsent(id, _ -> new ArrayList<>());
            if (stored.size() != after) {
                return CompletableFuture.failedFuture(new SequenceConflictException(id, after, stored.size()));
            }
            fences.put(token.shard(), token.number());
            payloads.forEach(payload -> stored.add(new StoredEvent(stored.size() + 1L, payload.clone())));
            return CompletableFuture.completedFuture((long) stored.size());
        }
    }

    @Override
    public CompletableFuture<List<StoredEvent>> replay(PersistenceId id, long from) {
        if (from < 1) {
            throw new IllegalArgumentException("sequence numbers of %s start at 1: %d".formatted(id, from));
        }
        synchronized (lock) {
            var found = events.getOrDefault(id, List.of()).stream()
                    .filter(event -> event.sequenceNumber() >= from)
                    .toList();
            return CompletableFuture.completedFuture(found);
        }
    }

    @GuardedBy("lock")
    private long fenceOf(FencingToken token) {
        return fences.getOrDefault(token.shard(), 0L);
    }

    @Override
    public void close() {
        synchronized (lock) {
            events.clear();
            fences.clear();
        }
    }
}
