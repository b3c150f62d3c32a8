package dev.understudy.drills;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Everything that a drill wrote down, for the [Judge]. Times are [System#nanoTime] of the driver.
///
/// @param drill the drill's name
/// @param setting what it ran with
/// @param fault what it did to the grid
/// @param loadBegunNanos when every entity had been asked once and the load began to count
/// @param loadEndedNanos when it was stopped
/// @param attempts the asks of the load
/// @param judgement what the workload says about its entities
/// @param turns the audited turns of all nodes; empty where they keep no audit
/// @param unanswered entities that did not answer when all of them were asked at the end
/// @param formedNanos from the start of the processes until all nodes were ready
/// @param detectedNanos when the view was without the victims; empty where it never was
/// @param takenOverNanos when the table gave none of the affected entities to a victim; empty where it always
///     did
record Findings(
        String drill,
        Verdict.Setting setting,
        Fault fault,
        long loadBegunNanos,
        long loadEndedNanos,
        List<Attempt> attempts,
        Judgement judgement,
        Optional<List<Turn>> turns,
        int unanswered,
        long formedNanos,
        OptionalLong detectedNanos,
        OptionalLong takenOverNanos) {
    Findings {
        attempts = List.copyOf(attempts);
    }

    /// The pairs of turns that show an entity alive twice; empty where that can't be judged.
    Optional<List<DoubleActivity.Pair>> doubleActivity() {
        return turns.map(DoubleActivity::pairs);
    }
}
