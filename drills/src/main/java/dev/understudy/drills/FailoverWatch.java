package dev.understudy.drills;

import dev.understudy.cluster.View;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Looks every millisecond whether the driver's node has noticed that victims are gone, and whether its table has a
/// living owner for all that they owned.
///
/// One thread looks, at all aims one after the other. Thread-safe.
final class FailoverWatch implements AutoCloseable {
    private final Supplier<View> view;
    private final IntFunction<Optional<String>> owner;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    FailoverWatch(Supplier<View> view, IntFunction<Optional<String>> owner) {
        this.view = view;
        this.owner = owner;
    }

    /// Begins to look, before the victims are struck.
    Aim at(List<String> victims, Set<Integer> affected) {
        Aim aim = new Aim(victims, affected);
        var _ = thread.scheduleAtFixedRate(aim::look, 0, 1, TimeUnit.MILLISECONDS);
        return aim;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /// What is looked at for one fault.
    final class Aim {
        private final List<String> victims;
        private final List<Integer> affected;
        private volatile Sighting seen = Sighting.NOTHING;
        private volatile boolean isStruck;
        private int taken; // the first so many affected entities have a living owner; confined to the thread

        private Aim(List<String> victims, Set<Integer> affected) {
            this.victims = List.copyOf(victims);
            this.affected = List.copyOf(affected);
        }

        /// What was seen so far.
        Sighting seen() {
            return seen;
        }

        /// The blow is struck now: what is seen from here on is of its doing.
        void struck() {
            isStruck = true;
        }

        private void look() {
            if (!isStruck) {
                return;
            }
            long now = System.nanoTime();
            boolean isGone = victims.stream()
                    .noneMatch(victim -> view.get().member(victim).isPresent());
            while (taken < affected.size() && isTaken(affected.get(taken))) {
                taken++;
            }
            seen = new Sighting(
                    first(seen.detectedNanos(), isGone, now),
                    first(seen.movedNanos(), taken > 0, now),
                    first(seen.takenOverNanos(), taken == affected.size(), now));
        }

        private boolean isTaken(int entity) {
            return owner.apply(entity).filter(node -> !victims.contains(node)).isPresent();
        }

        private static OptionalLong first(OptionalLong before, boolean isSo, long now) {
            return before.isEmpty() && isSo ? OptionalLong.of(now) : before;
        }
    }
}
