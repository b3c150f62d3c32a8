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

/// Looks every millisecond whether the driver's node has noticed that the victims are gone, and whether its
/// table has a living owner for all that they owned.
///
/// One thread looks; [#aim] is called once, from another, before the drill strikes.
final class FailoverWatch implements AutoCloseable {
    private record Sights(List<String> victims, List<Integer> affected) {}

    private final Supplier<View> view;
    private final IntFunction<Optional<String>> owner;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private volatile OptionalLong detectedNanos = OptionalLong.empty();
    private volatile OptionalLong takenOverNanos = OptionalLong.empty();
    private int taken; // the first so many affected entities have a living owner; confined to the thread

    FailoverWatch(Supplier<View> view, IntFunction<Optional<String>> owner) {
        this.view = view;
        this.owner = owner;
    }

    void aim(List<String> victims, Set<Integer> affected) {
        Sights sights = new Sights(List.copyOf(victims), List.copyOf(affected));
        var _ = thread.scheduleAtFixedRate(() -> look(sights), 0, 1, TimeUnit.MILLISECONDS);
    }

    private void look(Sights sights) {
        if (detectedNanos.isEmpty()
                && sights.victims().stream()
                        .noneMatch(victim -> view.get().member(victim).isPresent())) {
            detectedNanos = OptionalLong.of(System.nanoTime());
        }
        List<Integer> affected = sights.affected();
        while (taken < affected.size() && isTaken(affected.get(taken), sights.victims())) {
            taken++;
        }
        if (takenOverNanos.isEmpty() && taken == affected.size()) {
            takenOverNanos = OptionalLong.of(System.nanoTime());
        }
    }

    private boolean isTaken(int entity, List<String> victims) {
        return owner.apply(entity).filter(node -> !victims.contains(node)).isPresent();
    }

    /// When the view was first without the victims.
    OptionalLong detectedNanos() {
        return detectedNanos;
    }

    /// When all that the victims owned first had a living owner.
    OptionalLong takenOverNanos() {
        return takenOverNanos;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
