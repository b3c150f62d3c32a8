package dev.understudy.drills;

import dev.understudy.sharding.ownership.LossLedger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything that a drill wrote down, for the [Judge]. Times are [System#nanoTime] of the driver.
///
/// @param drill the drill's name
/// @param setting what it ran with
/// @param faults what it did to the grid, in the order of doing
/// @param loadBegunNanos when every entity had been asked once and the load began to count
/// @param loadEndedNanos when it was stopped
/// @param attempts the asks of the load
/// @param judgement what the workload says about its entities
/// @param farCaller what the caller on the side of the victims saw; empty where there was none
/// @param ledgers those of the driver and of the nodes that ran at the end
/// @param turns the audited turns of all nodes; empty where they keep no audit
/// @param unanswered entities that did not answer when all of them were asked at the end
/// @param formedNanos from the start of the processes until all nodes were ready
record Findings(
        String drill,
        Verdict.Setting setting,
        List<Fault> faults,
        long loadBegunNanos,
        long loadEndedNanos,
        List<Attempt> attempts,
        Judgement judgement,
        Optional<FarCaller.Report> farCaller,
        Map<String, LossLedger.Balance> ledgers,
        Optional<List<Turn>> turns,
        int unanswered,
        long formedNanos) {
    Findings {
        faults = List.copyOf(faults);
        attempts = List.copyOf(attempts);
        ledgers = Map.copyOf(ledgers);
    }

    /// The pairs of turns that show an entity alive twice; empty where that can't be judged.
    ///
    /// An activation ends when its lease does. A turn in which its process was frozen did nothing from then on, and
    /// what it sends when it wakes up is held back: it counts until the lease must have ended.
    Optional<List<DoubleActivity.Pair>> doubleActivity() {
        return turns.map(
                all -> DoubleActivity.pairs(all.stream().map(this::underLease).toList()));
    }

    private Turn underLease(Turn turn) {
        return faults.stream()
                .filter(fault -> fault.kind() == FaultKind.HANG
                        && fault.victims().contains(turn.node())
                        && turn.startNanos() - fault.certainNanos() < 0
                        && turn.endNanos() - fault.endedNanos() > 0)
                .findFirst()
                .map(fault -> turn.endedBy(fault.certainNanos() + Guarantees.LEASE.toNanos()))
                .orElse(turn);
    }

    /// When the first fault began; the end of the load where there was none.
    long firstFaultNanos() {
        return faults.isEmpty() ? loadEndedNanos : faults.getFirst().begunNanos();
    }

    /// Whether any of the faults hit what this entity was on.
    boolean isAffected(int entity) {
        return faults.stream().anyMatch(fault -> fault.affected().contains(entity));
    }
}
