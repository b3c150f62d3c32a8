package dev.understudy.drills;

import java.util.List;
import java.util.Optional;

/// The drills that there are. A new one is a class, and a line here.
public final class Drills {
    /// All of them, in the order of the list.
    public static final List<Drill> ALL = List.of(
            KillNodes.owner(),
            KillNodes.coordinator(),
            KillNodes.two(),
            new KillDuringHandoff(),
            Freeze.shortly(),
            Freeze.forLong(),
            Isolation.partition(),
            new OneWayPartition(),
            Isolation.resets(),
            new PlannedLeave(),
            new RollingRestart(),
            new JoinUnderLoad(),
            new SlowLink(),
            KillFamily.parent(),
            KillFamily.child(),
            KillFamily.both(),
            new PoisonNodes());

    private Drills() {}

    /// The drill of this name.
    public static Optional<Drill> named(String name) {
        return ALL.stream().filter(drill -> drill.name().equals(name)).findFirst();
    }
}
