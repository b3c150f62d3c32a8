package dev.understudy.drills;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// One fault while a drill makes it: aimed, struck, ended. Every blow is struck through one, so that the times of all
/// drills mean the same.
///
/// ```
///   aim ── hit ──────────────── over
///          begun, certain       ended
/// ```
///
/// Used by the drill's thread only.
public final class Strike {
    private final FaultKind kind;
    private final List<String> victims;
    private final Optional<FailoverWatch.Aim> watch;
    private final Consumer<Collection<Integer>> hurry;
    private Set<Integer> affected;
    private long begunNanos;
    private long certainNanos;
    private long endedNanos;
    private String evidence = "";
    private String doubt = "the blow was never struck";

    /// @param watch what looks for the grid's reaction; empty where nobody is to be missed
    /// @param hurry has entities asked at once
    Strike(
            FaultKind kind,
            List<String> victims,
            Set<Integer> affected,
            Optional<FailoverWatch.Aim> watch,
            Consumer<Collection<Integer>> hurry) {
        this.kind = kind;
        this.victims = List.copyOf(victims);
        this.affected = Set.copyOf(affected);
        this.watch = watch;
        this.hurry = hurry;
        this.begunNanos = System.nanoTime();
        this.certainNanos = begunNanos;
        this.endedNanos = begunNanos;
    }

    /// The numbers of the entities that may notice.
    public Set<Integer> affected() {
        return affected;
    }

    /// What the grid did about it so far.
    public Sighting seen() {
        return watch.map(FailoverWatch.Aim::seen).orElse(Sighting.NOTHING);
    }

    /// Strikes.
    ///
    /// @param blow returns, for a sudden kind, when no answer can come from the victims any more
    public Strike hit(Runnable blow) {
        begunNanos = System.nanoTime();
        watch.ifPresent(FailoverWatch.Aim::struck);
        if (!kind.isSudden()) {
            hurry.accept(affected);
        }
        blow.run();
        certainNanos = kind.isSudden() ? System.nanoTime() : begunNanos;
        endedNanos = certainNanos;
        doubt = "";
        if (kind.isSudden()) {
            hurry.accept(affected);
        }
        return this;
    }

    /// How long it lasted, from the moment in which the victims were certainly struck until it was over.
    public Duration lasted() {
        return Duration.ofNanos(endedNanos - certainNanos);
    }

    /// Ends the fault: wakes the victim, heals the network.
    public Strike end(Runnable relief) {
        relief.run();
        endedNanos = System.nanoTime();
        hurry.accept(affected);
        return this;
    }

    /// The same, for what has ended by itself; only now it is known which entities it was about.
    public Strike ended(Set<Integer> touched) {
        affected = Set.copyOf(touched);
        return end(() -> {});
    }

    /// Says what was hit.
    public Strike evidence(String words) {
        evidence = words;
        return this;
    }

    /// Says why this is not what the drill is named for.
    public Strike doubt(String words) {
        doubt = words;
        return this;
    }

    /// What there is to say of it so far.
    Fault fault() {
        return new Fault(kind, victims, affected, begunNanos, certainNanos, endedNanos, seen(), evidence, doubt);
    }
}
