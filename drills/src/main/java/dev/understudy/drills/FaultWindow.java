package dev.understudy.drills;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// A fault and the time in which asks may fail because of it. Pure.
///
/// It lasts from the fault until the fault is over and every affected entity has answered since; after one that
/// lets connections stand still also until those are tried again. Where an affected entity never answers it lasts
/// to the end of the load.
///
/// @param fault what was done
/// @param availability what it did to the entities
/// @param endNanos the end of the window; see [FaultKind#stallsConnections]
record FaultWindow(Fault fault, Availability availability, long endNanos) {
    /// The windows of all faults of a run, in the order of the faults.
    static List<FaultWindow> of(Findings findings) {
        List<Fault> faults = findings.faults();
        return IntStream.range(0, faults.size())
                .mapToObj(i -> of(
                        findings,
                        faults.get(i),
                        i + 1 < faults.size() ? faults.get(i + 1).begunNanos() : findings.loadEndedNanos()))
                .toList();
    }

    private static FaultWindow of(Findings findings, Fault fault, long untilNanos) {
        Availability availability = Availability.of(findings.attempts(), fault, untilNanos);
        OptionalLong healed = availability.healedNanos();
        long lasted = fault.endedNanos() - fault.begunNanos();
        long retried = fault.endedNanos() + (fault.kind().stallsConnections() ? lasted : 0);
        return new FaultWindow(
                fault,
                availability,
                healed.isPresent() ? Math.max(healed.getAsLong(), retried) : findings.loadEndedNanos());
    }

    /// Whether some moment of the ask lies in the window.
    boolean contains(Attempt attempt) {
        return attempt.touches(fault.begunNanos(), endNanos);
    }
}
