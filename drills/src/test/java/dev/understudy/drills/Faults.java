package dev.understudy.drills;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// Faults as tests want them, of `node-1` and hit as they should be, and what the struck grid promises.
final class Faults {
    static final String EVIDENCE = "owner of 1 entities hit";

    /// What a grid with volatile entities promises.
    static final Guarantees VOLATILE = new Guarantees("volatile", "socket", 1, "volatile");

    private Faults() {}

    static Fault of(FaultKind kind, Set<Integer> affected, long begun, long certain, long ended) {
        return of(kind, affected, begun, certain, ended, Sighting.NOTHING);
    }

    static Fault of(FaultKind kind, Set<Integer> affected, long begun, long certain, long ended, Sighting seen) {
        return new Fault(kind, List.of("node-1"), affected, begun, certain, ended, seen, EVIDENCE, "");
    }

    static Fault doubted(Fault fault, String doubt) {
        return new Fault(
                fault.kind(),
                fault.victims(),
                fault.affected(),
                fault.begunNanos(),
                fault.certainNanos(),
                fault.endedNanos(),
                fault.seen(),
                fault.evidence(),
                doubt);
    }

    /// The victims were missed at one moment, and what they had was owned by others at another.
    static Sighting seen(long detected, long takenOver) {
        return new Sighting(OptionalLong.of(detected), OptionalLong.of(takenOver), OptionalLong.of(takenOver));
    }
}
