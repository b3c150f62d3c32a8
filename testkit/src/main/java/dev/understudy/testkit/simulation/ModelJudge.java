package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.DeadReason;
import dev.understudy.sharding.ownership.Durability;
import dev.understudy.sharding.ownership.Output;
import dev.understudy.testkit.simulation.ModelNode.Outcome;
import dev.understudy.testkit.simulation.ModelNode.Probe;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Judges the states of a searched grid: the [Judge], whose own state is part of each of them, and what can be
/// seen from a state alone, which is who runs beside whom (I4) and who has been granted a lease (I5). Confined
/// to one thread.
final class ModelJudge {
    private final Automaton<Judge, Judged, Optional<Violation>> judge =
            new Automaton<>(() -> new Judge(Durability.MEMORY), ModelJudge::judged, seen -> StateImage.of(seen, 0, 0));
    private final Probes probes;
    private Optional<Violation> violation = Optional.empty();

    /// Looks at a node of a world.
    interface Probes {
        Probe of(ModelWorld world, int node);
    }

    /// What the judge sees. A null output is the command itself: told, or gone with its sender.
    private record Judged(
            String node, @Nullable Output output, @Nullable Op op) {}

    ModelJudge(Probes probes) {
        this.probes = probes;
    }

    /// The first violation since [#forget].
    Optional<Violation> violation() {
        return violation;
    }

    void forget() {
        violation = Optional.empty();
    }

    void violated(String invariant, String what) {
        if (violation.isEmpty()) {
            violation = Optional.of(new Violation(invariant, what));
        }
    }

    /// I4: while a node runs, or may run, the shard, no other may.
    void alone(ModelWorld world, int node) {
        for (int other = 0; other < Scope.NODES; other++) {
            if (other != node && world.isUp(other) && probes.of(world, other).isLive()) {
                violated("I4", "the shard is live on " + Scope.IDS.get(node) + " and on " + Scope.IDS.get(other));
            }
        }
    }

    /// I5: whoever emits must have been granted a lease that still runs.
    void granted(ModelWorld world, int node, Output doing) {
        var current = probes.of(world, node).configuration().orElseThrow();
        var id = Scope.IDS.get(node);
        boolean isOnlyVoter = current.voters().equals(List.of(id));
        if (!isOnlyVoter && world.granted[node] == 0) {
            violated("I5", id + " has no lease: " + doing);
        }
    }

    /// A client has told.
    void told(ModelWorld world, Op op) {
        judge(world, new Judged(op.sender(), null, op));
    }

    /// A node has crashed, and the commands of its clients with it.
    void senderGone(ModelWorld world, String node) {
        judge(world, new Judged(node, null, null));
    }

    /// A node has put something out.
    void saw(ModelWorld world, String node, Outcome outcome) {
        boolean matters = switch (outcome.output()) {
            case Output.Activated _, Output.Committed _, Output.Acknowledged _, Output.RunTurn _ -> true;
            case Output.AskEnded _, Output.DeadLettered _, Output.Adopted _ -> true;
            default -> false;
        };
        if (matters) {
            judge(world, new Judged(node, outcome.output(), outcome.op()));
        }
    }

    private void judge(ModelWorld world, Judged event) {
        var step = judge.step(world.judge, event);
        world.judge = step.to();
        step.output().ifPresent(found -> violated(found.invariant(), found.what()));
    }

    private static Optional<Violation> judged(Judge judge, Judged event) {
        var node = event.node();
        switch (event.output()) {
            case null -> {
                if (event.op() == null) {
                    judge.senderGone(node);
                } else {
                    judge.told(0, event.op());
                }
            }
            case Output.Activated activated ->
                judge.activated(node, 0, activated.ownerEpoch(), activated.snapshot(), activated.tail());
            case Output.Committed committed -> judge.committed(node, 0, committed.record());
            case Output.Acknowledged acknowledged -> judge.acknowledged(0, acknowledged.seq());
            case Output.RunTurn turn ->
                judge.begun(0, turn.message().entityId(), (Op) turn.message().payload());
            case Output.AskEnded ended -> judge.ended(0, event.op(), ended.outcome());
            case Output.DeadLettered dead -> {
                judge.settled((Op) dead.message().payload());
                if (dead.reason() == DeadReason.OWNER_CRASHED) {
                    judge.deadLettered(0, (Op) dead.message().payload(), dead.ownership());
                }
            }
            case Output.Adopted adopted -> judge.adopted(node, adopted.configuration(), true);
            default -> throw new IllegalArgumentException("nothing to judge in " + event);
        }
        return judge.violation();
    }
}
