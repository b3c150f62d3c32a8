package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.AskOutcome;
import dev.understudy.sharding.ownership.CommandId;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.Frame;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.Input;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Message;
import dev.understudy.sharding.ownership.Output;
import dev.understudy.sharding.ownership.OwnershipNode;
import dev.understudy.sharding.ownership.Rules;
import dev.understudy.sharding.ownership.Settings;
import dev.understudy.sharding.ownership.ShardState;
import dev.understudy.sharding.ownership.StoredState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One process of an exhaustive search: the protocol's own code, the entities of its one shard, and a clock that
/// stands still but for [Stimulus.Elapse].
final class ModelNode {
    /// One step of the clock, in its own unit. Durations of the protocol are multiples of it.
    static final long QUANTUM = 1_000;

    private static final long HORIZON = 12 * QUANTUM;
    private static final long NEVER = 1L << 60;
    private static final int SHARD = 0;

    private final OwnershipNode process;
    private final List<Integer> applied = new ArrayList<>();
    private final TreeSet<Integer> running = new TreeSet<>();
    private final Map<CommandId, Op> asked = new LinkedHashMap<>();
    private long now = StateImage.TIMES_FROM * 2;

    /// What can happen to it.
    sealed interface Stimulus {
        /// Its clock goes on by one step.
        record Elapse() implements Stimulus {}

        /// Its timer fires.
        record Tick() implements Stimulus {}

        /// A frame arrives.
        record Receive(Frame frame) implements Stimulus {}

        /// A worker is free.
        record BeginTurn() implements Stimulus {}

        /// A turn has run.
        record EndTurn(Output.RunTurn turn) implements Stimulus {}

        /// A client on it asks or tells.
        record Command(Op op) implements Stimulus {}

        /// It gets a proof that a run is over.
        record Certify(Incarnation dead) implements Stimulus {}

        /// Its transport thinks that a member is gone.
        record Suspect(MemberId member) implements Stimulus {}
    }

    /// An output, with the command that it is about where only the node knows it.
    record Outcome(Output output, @Nullable Op op) {}

    /// What others may look at.
    ///
    /// @param state of its copy of the shard
    /// @param leased whether it holds a lease
    /// @param runs whether a turn is under way
    /// @param configuration the newest that it knows
    record Probe(ShardState state, boolean leased, boolean runs, Optional<Configuration> configuration) {
        /// Whether it runs, or may run, entities now.
        boolean isLive() {
            return leased && (state == ShardState.ACTIVE || state == ShardState.DRAINING || (runs && state.owns()));
        }
    }

    ModelNode(Settings settings, Rules rules, GridMember self, List<MemberId> seeds) {
        process = new OwnershipNode(settings, rules, self, seeds, new StoredState(), now);
    }

    /// All that its future depends on.
    String image() {
        return StateImage.of(List.of(process, applied, running, asked), now, HORIZON);
    }

    Probe probe() {
        return new Probe(process.state(SHARD), process.holdsLease(now), !running.isEmpty(), process.configuration());
    }

    List<Outcome> apply(Stimulus stimulus) {
        return switch (stimulus) {
            case Stimulus.Elapse _ -> {
                now += QUANTUM;
                yield List.of();
            }
            case Stimulus.Tick _ -> step(new Input.Tick(now));
            case Stimulus.Receive receive -> step(new Input.Received(now, onThisClock(receive.frame())));
            case Stimulus.BeginTurn _ -> step(new Input.BeginTurn(now, SHARD));
            case Stimulus.EndTurn end -> endTurn(end.turn());
            case Stimulus.Command command -> command(command.op());
            case Stimulus.Certify certify -> step(new Input.Certified(now, certify.dead(), "PROCESS"));
            case Stimulus.Suspect suspect -> step(new Input.Suspected(now, suspect.member()));
        };
    }

    /// Heartbeats are answered in the moment they are sent, so an ack names the present.
    private Frame onThisClock(Frame frame) {
        return frame.message() instanceof Message.HeartbeatAck(long epoch, long _)
                ? new Frame(frame.genesisId(), frame.from(), new Message.HeartbeatAck(epoch, now))
                : frame;
    }

    private List<Outcome> command(Op op) {
        return op.ask() ? step(new Input.Ask(now, SHARD, "e", op, NEVER)) : step(new Input.Tell(now, SHARD, "e", op));
    }

    private List<Outcome> endTurn(Output.RunTurn turn) {
        var op = (Op) turn.message().payload();
        running.remove(op.id());
        if (!op.read()) {
            applied.add(op.id());
        }
        var answer = op.ask() ? new AskOutcome.Answered(new Reply(applied.size(), turn.ownerEpoch())) : null;
        return step(new Input.TurnDone(now, SHARD, turn.ownerEpoch(), turn.turn(), op.read() ? null : op, answer));
    }

    private List<Outcome> step(Input input) {
        var outcomes = new ArrayList<Outcome>();
        for (var output : process.step(input)) {
            Op op = null;
            switch (output) {
                case Output.Activated activated -> {
                    applied.clear();
                    applied.addAll(Judge.ops(activated.snapshot(), activated.tail()));
                }
                case Output.Deactivated _ -> applied.clear();
                case Output.RunTurn turn -> running.add(((Op) turn.message().payload()).id());
                case Output.AskBegun begun -> asked.put(begun.commandId(), (Op) begun.payload());
                case Output.AskEnded ended -> op = asked.remove(ended.commandId());
                default -> {}
            }
            outcomes.add(new Outcome(output, op));
        }
        return List.copyOf(outcomes);
    }
}
