package dev.understudy.drills;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// Everything that the load asked, as it ended. Thread-safe.
final class History {
    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private final LongAdder answered = new LongAdder();

    void add(Attempt attempt) {
        attempts.add(attempt);
        if (attempt.isAcked()) {
            answered.increment();
        }
    }

    /// How many asks were answered so far.
    long answered() {
        return answered.sum();
    }

    /// What has ended so far, in the order of ending.
    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }
}
