package dev.understudy.actor;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Goes through a tree of actors by the system lane, from each to its children, and counts. Thread-safe.
final class CensusTaker {

    private final Instant taken;
    private final CompletableFuture<Census> answer = new CompletableFuture<>();
    private final Map<Census.Family, LongAdder> alive = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Census.Idle> idle = new ConcurrentLinkedQueue<>();
    /// How many were asked and have not answered.
    private final AtomicInteger open = new AtomicInteger();

    CensusTaker(Instant taken) {
        this.taken = taken;
    }

    /// Asks an actor to report itself and to ask its children.
    void ask(ActorCell<?> cell) {
        open.incrementAndGet();
        cell.enqueueSystem(new SystemMessage.Count(this));
    }

    /// An actor lives.
    void add(Census.Family family) {
        alive.computeIfAbsent(family, _ -> new LongAdder()).increment();
    }

    /// An actor has been idle.
    void addIdle(String path, Duration since) {
        idle.add(new Census.Idle(path, since));
    }

    /// An actor has reported itself and asked its children.
    void answered() {
        if (open.decrementAndGet() == 0) {
            finish();
        }
    }

    /// Whoever has not answered by now is silent.
    void finish() {
        if (answer.isDone()) {
            return;
        }
        var counts = new HashMap<Census.Family, Long>();
        alive.forEach((family, count) -> counts.put(family, count.sum()));
        var longest = idle.stream()
                .sorted(Comparator.comparing(Census.Idle::since).reversed())
                .limit(Census.LONGEST)
                .toList();
        answer.complete(new Census(taken, counts, longest, open.get()));
    }

    CompletableFuture<Census> answer() {
        return answer;
    }
}
