package dev.understudy.drills;

import java.util.List;
import java.util.Set;

/// What a drill did to the grid. Times are [System#nanoTime] of the driver.
///
/// @param victims the names of the nodes that were struck
/// @param affected the numbers of the entities that the victims owned
/// @param begunNanos when the drill struck
/// @param certainNanos from when on no answer can come from a victim: its process was seen to be gone. Answers
///     to asks begun earlier prove nothing about the survivors
/// @param isPlanned whether the victims could hand their entities over, as in a leave
/// @param evidence what was hit, in words; empty where the drill missed what it is named for
public record Fault(
        List<String> victims,
        Set<Integer> affected,
        long begunNanos,
        long certainNanos,
        boolean isPlanned,
        String evidence) {
    /// Checks that the times are in order.
    public Fault {
        victims = List.copyOf(victims);
        affected = Set.copyOf(affected);
        if (certainNanos - begunNanos < 0) {
            throw new IllegalArgumentException("certain " + (begunNanos - certainNanos) + " ns before the fault began");
        }
    }
}
