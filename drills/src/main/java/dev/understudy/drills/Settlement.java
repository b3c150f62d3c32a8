package dev.understudy.drills;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Waits until all entities have owners and none of them has moved for a while.
final class Settlement {
    /// So long nothing must have moved.
    private static final Duration REST = Duration.ofMillis(500);

    private static final Duration PACE = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Settlement() {}

    /// Returns when nothing moves any more, or when the patience is at its end: then the judge will see why.
    static void await(Stage stage) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        long movedNanos = System.nanoTime();
        List<Optional<String>> owners = stage.owners();
        while (System.nanoTime() - movedNanos < REST.toNanos() && System.nanoTime() - giveUp < 0) {
            stage.await(PACE);
            List<Optional<String>> now = stage.owners();
            if (!now.equals(owners) || now.stream().anyMatch(Optional::isEmpty)) {
                movedNanos = System.nanoTime();
                owners = now;
            }
        }
    }
}
