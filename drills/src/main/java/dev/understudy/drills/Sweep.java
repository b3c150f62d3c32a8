package dev.understudy.drills;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Asks every entity once for all that it knows, a limited number at a time; one that does not answer is asked
/// again until the time is up.
final class Sweep {
    /// How many are asked at the same time.
    private static final int WIDTH = 256;

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Sweep() {}

    /// Asks all of them.
    ///
    /// @param deadline for one ask
    /// @param patience until when a silent entity is asked again
    /// @return those that never answered
    static Set<Integer> over(Workload.Session session, int entities, Duration deadline, Duration patience) {
        Set<Integer> silent = ConcurrentHashMap.newKeySet();
        Semaphore room = new Semaphore(WIDTH);
        long giveUp = System.nanoTime() + patience.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int entity = 0; entity < entities; entity++) {
                int number = entity;
                threads.execute(() -> {
                    room.acquireUninterruptibly();
                    try {
                        if (!answers(session, number, deadline, giveUp)) {
                            silent.add(number);
                        }
                    } finally {
                        room.release();
                    }
                });
            }
        }
        return silent;
    }

    private static boolean answers(Workload.Session session, int entity, Duration deadline, long giveUp) {
        while (true) {
            boolean answered = session.inspect(entity, deadline)
                    .handle((_, failure) -> failure == null)
                    .join();
            if (answered) {
                return true;
            }
            if (System.nanoTime() - giveUp > 0) {
                return false;
            }
            Pause.until(System.nanoTime() + RETRY_NANOS);
        }
    }
}
