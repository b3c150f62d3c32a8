package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.AskOutcome;
import dev.understudy.sharding.ownership.DeadReason;
import dev.understudy.sharding.ownership.Output;
import dev.understudy.sharding.ownership.OwnershipNode;
import dev.understudy.sharding.ownership.ShardState;

/// Looks at everything that a node puts out, before it is carried out: judges it, counts it and tells the trace.
final class Observer {
    private final SimulatedWorld world;
    private final LeaseWitness witness;
    private final Judge judge;
    private final Coverage coverage;
    private int answered;
    private int watchedFrom;
    private int watched;
    private int ended;
    private int deadLetters;

    Observer(SimulatedWorld world, LeaseWitness witness) {
        this.world = world;
        this.witness = witness;
        this.judge = world.judge();
        this.coverage = world.coverage();
    }

    /// How many asks were answered.
    int answered() {
        return answered;
    }

    /// From here on counts the answers to commands from this number on.
    void watch(int fromOp) {
        watchedFrom = fromOp;
        watched = 0;
    }

    /// How many of the watched commands were answered.
    int watched() {
        return watched;
    }

    /// How many asks ended in any way.
    int ended() {
        return ended;
    }

    /// How many tells were given up.
    int deadLetters() {
        return deadLetters;
    }

    void saw(SimulatedNode node, OwnershipNode process, Output output) {
        switch (output) {
            case Output.RunTurn turn -> {
                var op = (Op) turn.message().payload();
                judge.begun(turn.shard(), turn.message().entityId(), op);
                witness.judgeGranted(node, "runs " + op);
                witness.judgeAlone(node, turn.shard());
                if (world.isTraced()) {
                    world.say(node.name, "runs " + op + " of shard " + turn.shard());
                }
            }
            case Output.Activated activated -> activated(node, process, activated);
            case Output.Moved moved -> {
                if (world.isTraced()) {
                    world.say(node.name, "shard " + moved.shard() + " " + moved.from() + " -> " + moved.to());
                }
                if (moved.to() == ShardState.ACTIVE) {
                    witness.judgeAlone(node, moved.shard());
                }
            }
            case Output.Committed committed -> judge.committed(node.name, committed.shard(), committed.record());
            case Output.Acknowledged acknowledged -> {
                witness.judgeGranted(node, "acknowledges " + acknowledged.seq() + " of shard " + acknowledged.shard());
                judge.acknowledged(acknowledged.shard(), acknowledged.seq());
            }
            case Output.AskBegun begun ->
                node.asked.put(new SimulatedNode.Asked(begun.shard(), begun.commandId()), (Op) begun.payload());
            case Output.AskEnded askEnded -> ended(node, askEnded);
            case Output.DeadLettered dead -> {
                deadLetters++;
                world.say(node.name, "dead letter " + dead);
                judge.settled((Op) dead.message().payload());
                if (dead.reason() == DeadReason.OWNER_CRASHED) {
                    judge.deadLettered(dead.shard(), (Op) dead.message().payload(), dead.ownership());
                }
            }
            case Output.Adopted adopted -> {
                if (world.isTraced()) {
                    world.say(node.name, "adopts " + adopted.configuration());
                }
                node.adopted.put(adopted.configuration().epoch(), adopted.configuration());
                witness.grantedByItself(node, adopted.configuration());
                judge.adopted(node.name, adopted.configuration(), formerGridLives(node));
            }
            case Output.Excluded _ -> coverage.merges++;
            case Output.Left _ -> {
                world.say(node.name, "has left");
                process.configuration().ifPresent(known -> judge.left(node.name, node.member.id(), known));
                judge.senderGone(node.name);
            }
            case Output.StandingChanged _ ->
                throw new IllegalStateException("a step keeps it to itself: a bug of the protocol");
            case Output.LeaseWaitBegun _ -> coverage.leaseWaits++;
            default -> {}
        }
    }

    private void activated(SimulatedNode node, OwnershipNode process, Output.Activated activated) {
        judge.activated(node.name, activated.shard(), activated.ownerEpoch(), activated.snapshot(), activated.tail());
        witness.judgeAlone(node, activated.shard());
        var row = process.configuration().orElseThrow().table().of(activated.shard());
        if (row.relinquishedBy() != null) {
            judge.carried(node.name, activated);
            coverage.handoffs++;
        } else if (row.ownerEpoch() > 1) {
            coverage.takeovers++;
        }
        if (world.isTraced()) {
            world.say(node.name, "ACTIVATES shard " + activated.shard() + "@" + activated.ownerEpoch());
        }
    }

    private void ended(SimulatedNode node, Output.AskEnded askEnded) {
        ended++;
        var op = node.asked.remove(new SimulatedNode.Asked(askEnded.shard(), askEnded.commandId()));
        if (askEnded.outcome() instanceof AskOutcome.Answered) {
            answered++;
            if (op != null && op.id() >= watchedFrom) {
                watched++;
            }
            coverage.acks++;
        }
        judge.ended(askEnded.shard(), op, askEnded.outcome());
        if (op != null) {
            world.callers().ended(op, askEnded.outcome(), world.now());
        }
        if (world.isTraced()) {
            world.say(node.name, op + " ended: " + askEnded.outcome());
        }
    }

    /// Whether another process still belongs to the grid that has been judged so far.
    private boolean formerGridLives(SimulatedNode node) {
        return world.nodes().stream()
                .anyMatch(other -> other != node
                        && other.process != null
                        && other.process
                                .configuration()
                                .map(known -> known.genesisId().equals(judge.genesis()))
                                .orElse(false));
    }
}
