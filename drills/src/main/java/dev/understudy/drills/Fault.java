package dev.understudy.drills;

import java.util.List;
import java.util.Set;

/// One thing that a drill did to the grid. Times are [System#nanoTime] of the driver.
///
/// @param kind what was done, and how it is judged
/// @param victims the names of the nodes that were struck
/// @param affected the numbers of the entities that may notice: those that the victims owned
/// @param begunNanos when the drill struck
/// @param certainNanos from when on no answer can come from a victim. Answers to asks begun earlier prove nothing
///     about the survivors. The same as `begunNanos` where there is no such moment
/// @param endedNanos when it was over: the victim woke, the network was whole, the move was done; the same as
///     `certainNanos` for what never ends
/// @param seen what the grid did about it
/// @param evidence what was hit, in words
/// @param doubt why it is not what the drill is named for; empty where it is
public record Fault(
        FaultKind kind,
        List<String> victims,
        Set<Integer> affected,
        long begunNanos,
        long certainNanos,
        long endedNanos,
        Sighting seen,
        String evidence,
        String doubt) {
    /// Checks that the times are in order.
    public Fault {
        victims = List.copyOf(victims);
        affected = Set.copyOf(affected);
        if (certainNanos - begunNanos < 0) {
            throw new IllegalArgumentException("certain " + (begunNanos - certainNanos) + " ns before the fault began");
        }
        if (endedNanos - certainNanos < 0) {
            throw new IllegalArgumentException("ended " + (certainNanos - endedNanos) + " ns before it was certain");
        }
    }
}
