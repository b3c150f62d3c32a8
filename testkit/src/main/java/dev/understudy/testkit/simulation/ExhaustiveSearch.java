package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.DeadReason;
import dev.understudy.sharding.ownership.Durability;
import dev.understudy.sharding.ownership.Frame;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Message;
import dev.understudy.sharding.ownership.Output;
import dev.understudy.sharding.ownership.Rules;
import dev.understudy.sharding.ownership.ShardState;
import dev.understudy.testkit.simulation.ModelNode.Outcome;
import dev.understudy.testkit.simulation.ModelNode.Probe;
import dev.understudy.testkit.simulation.ModelNode.Stimulus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Visits every state that a small grid can reach, breadth first, and judges each.
///
/// It runs the protocol's own code. A state of the grid is the states of its nodes and of the judge, and the set
/// of what is on its way; node states are numbered and each step of a node is computed once ([Automaton]).
///
/// **What is abstracted.**
/// - *The network* is a set: frames arrive in any order, and what is repeated while it is still on its way is there
/// once. At most [Scope#late] frames outlive a step of the clocks, and then arrive at any time, or never. Of the
/// others those to running nodes arrive before the step, and those to a frozen one are lost. A frame about an epoch
/// that its receiver has left behind, and ignores, is taken away.
/// - *Heartbeats* and their acks arrive in the moment they are sent, or, where the receiver is frozen or dead,
/// never.
/// - *Time* moves in steps of a third of a lease, for all nodes at once: clocks do not drift, and timers fire only
/// then. How far back a time lies is forgotten beyond four leases, which no rule asks for.
/// - *A crash* is for good, *an excluded member* does not come back, and nobody joins. There are no disks, no
/// snapshots and no handoffs.
/// - *Configurations* beyond [Scope#lastEpoch] are not followed.
final class ExhaustiveSearch {
    private static final List<MemberId> IDS = List.of(new MemberId("a"), new MemberId("b"), new MemberId("c"));

    private final Scope scope;
    private final List<Automaton<ModelNode, Stimulus, List<Outcome>>> nodes = new ArrayList<>();
    private final List<List<Probe>> probes = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private final Automaton<Judge, Judged, Optional<Violation>> judge;
    private final List<Pending> pendings = new ArrayList<>();
    private final Map<Pending, Integer> pendingNumbers = new HashMap<>();
    private boolean founding;
    private @Nullable Violation violation;
    private long transitions;
    private long cutOff;

    /// Something on its way to a node: a frame, or what its own machine will do.
    private record Pending(int to, Stimulus what) {
        boolean isFrame() {
            return what instanceof Stimulus.Receive;
        }

        @Override
        public String toString() {
            return IDS.get(to) + " <- "
                    + (what instanceof Stimulus.Receive(Frame frame) ? frame.from() + " " + frame.message() : what);
        }
    }

    /// A heartbeat or its ack.
    private record Instant(int to, Frame frame) {}

    /// What the judge sees. A null output is the command itself: told, or gone with its sender.
    private record Judged(
            String node, @Nullable Output output, @Nullable Op op) {}

    /// What a search found.
    ///
    /// @param states different ones that were visited
    /// @param transitions steps between them
    /// @param nodeStates different states of single nodes
    /// @param cutOff states that were not followed since they had reached the last epoch's successor
    /// @param complete whether all was visited: not, where the limit of states was met or something violated
    /// @param violation what was violated first, if anything
    /// @param path the steps to it, a shortest one
    record Result(
            long states,
            long transitions,
            long nodeStates,
            long cutOff,
            boolean complete,
            Optional<Violation> violation,
            List<String> path) {}

    private interface Successors {
        void next(String step, int[] world);
    }

    ExhaustiveSearch(Scope scope, Rules rules) {
        this.scope = scope;
        var settings = scope.settings();
        for (var id : IDS) {
            nodes.add(new Automaton<>(
                    () -> new ModelNode(settings, rules, GridMember.of(id.value()), IDS),
                    ModelNode::apply,
                    ModelNode::image));
        }
        judge = new Automaton<>(
                () -> new Judge(Durability.MEMORY), ExhaustiveSearch::judged, seen -> StateImage.of(seen, 0, 0));
    }

    /// Visits all states, or as many as the limit.
    Result run(int limit) {
        var known = new FingerprintSet();
        var frontier = new ArrayDeque<int[]>();
        var root = root();
        known.add(root, -1);
        frontier.add(root);
        int visited = 0;
        for (var world = frontier.poll(); world != null && known.size() < limit; world = frontier.poll()) {
            int number = visited++;
            successors(world, (_, next) -> {
                transitions++;
                if (known.add(next, number)) {
                    frontier.add(next);
                }
            });
            if (violation != null) {
                var found = Optional.of(violation);
                return result(known, false, found, path(known, root, number));
            }
        }
        return result(known, frontier.isEmpty(), Optional.empty(), List.of());
    }

    private Result result(FingerprintSet known, boolean complete, Optional<Violation> found, List<String> path) {
        long nodeStates = nodes.stream().mapToLong(Automaton::size).sum();
        return new Result(known.size(), transitions, nodeStates, cutOff, complete, found, path);
    }

    /// The steps to a state and the one that violated something there: each state's successors are computed
    /// again until the known one is met.
    private List<String> path(FingerprintSet known, int[] root, int last) {
        var numbers = new ArrayList<Integer>();
        for (int at = last; at > 0; at = known.before(at)) {
            numbers.add(at);
        }
        Collections.reverse(numbers);
        var path = new ArrayList<String>();
        var world = new int[][] {root};
        for (int number : numbers) {
            var from = world[0];
            boolean[] met = {false};
            successors(from, (step, next) -> {
                if (!met[0] && FingerprintSet.fingerprint(next) == known.fingerprintOf(number)) {
                    met[0] = true;
                    path.add(step);
                    world[0] = next;
                }
            });
        }
        violation = null;
        var before = new String[] {""};
        successors(world[0], (step, _) -> before[0] = violation == null ? "" : before[0].isEmpty() ? step : before[0]);
        path.add(before[0]);
        return path;
    }

    // ---- the beginning

    /// The grid just founded, at rest: the shard active on its first owner.
    private int[] root() {
        founding = true;
        var world = new ModelWorld();
        for (int n = 0; n < Scope.NODES; n++) {
            probes.get(n).add(nodes.get(n).look(0, ModelNode::probe));
            world.granted[n] = -1;
        }
        for (int round = 0; round < 20; round++) {
            elapse(world);
            for (var all = world.pending(); all.length > 0; all = world.pending()) {
                deliver(world, all[0]);
            }
        }
        founding = false;
        boolean active = false;
        for (int n = 0; n < Scope.NODES; n++) {
            active |= probe(world, n).state() == ShardState.ACTIVE;
        }
        if (!active || violation != null) {
            throw new IllegalStateException("the grid to be searched is not founded: " + violation);
        }
        for (var op : scope.commands()) {
            world.add(number(new Pending(op.sender().charAt(0) - 'a', new Stimulus.Command(op))));
        }
        world.crashes = scope.crashes();
        world.freezes = scope.freezes();
        world.quanta = scope.quanta();
        return pack(world);
    }

    // ---- steps

    private void successors(int[] packed, Successors each) {
        var world = ModelWorld.of(packed);
        for (int n = 0; n < Scope.NODES; n++) {
            var newest = world.isUp(n)
                    ? probe(world, n).configuration().map(Configuration::epoch).orElse(0L)
                    : 0L;
            if (newest > scope.lastEpoch()) {
                cutOff++;
                return;
            }
        }
        for (int number : world.pending()) {
            if (world.runs(pendings.get(number).to())) {
                var next = ModelWorld.of(packed);
                deliver(next, number);
                each.next(pendings.get(number).toString(), pack(next));
            }
        }
        for (int n = 0; n < Scope.NODES; n++) {
            if (world.runs(n) && world.freezes > 0) {
                var next = ModelWorld.of(packed);
                freeze(next, n);
                each.next(IDS.get(n) + " freezes", pack(next));
            } else if (world.frozen[n] && world.isUp(n)) {
                var next = ModelWorld.of(packed);
                next.frozen[n] = false;
                each.next(IDS.get(n) + " wakes", pack(next));
            }
            if (world.isUp(n) && world.crashes > 0) {
                var next = ModelWorld.of(packed);
                crash(next, n);
                each.next(IDS.get(n) + " crashes", pack(next));
            }
        }
        if (world.quanta > 0) {
            var toFrozen = new ArrayList<Integer>();
            int outstanding = 0;
            for (int number : world.pending()) {
                var pending = pendings.get(number);
                if (pending.isFrame() && world.frozen[pending.to()]) {
                    toFrozen.add(number);
                } else if (pending.isFrame()) {
                    outstanding++;
                }
            }
            if (outstanding <= scope.late()) {
                elapseWith(packed, toFrozen, 0, new ArrayList<>(), scope.late() - outstanding, each);
            }
        }
    }

    /// The clocks go on, once for each choice of the frames to a frozen node that wait for it.
    private void elapseWith(
            int[] packed, List<Integer> toFrozen, int from, List<Integer> kept, int room, Successors each) {
        var next = ModelWorld.of(packed);
        toFrozen.stream().filter(number -> !kept.contains(number)).forEach(next::remove);
        next.quanta--;
        elapse(next);
        each.next("time passes", pack(next));
        for (int i = from; room > 0 && i < toFrozen.size(); i++) {
            kept.add(toFrozen.get(i));
            elapseWith(packed, toFrozen, i + 1, kept, room - 1, each);
            kept.removeLast();
        }
    }

    private void elapse(ModelWorld world) {
        for (int n = 0; n < Scope.NODES; n++) {
            if (world.isUp(n)) {
                step(world, n, new Stimulus.Elapse());
                world.granted[n] = Math.max(-1, world.granted[n] - 1);
            }
        }
        for (int n = 0; n < Scope.NODES; n++) {
            if (world.runs(n)) {
                step(world, n, new Stimulus.Tick());
            }
        }
    }

    /// The state without the frames that their receivers will ignore for ever: they are about epochs that the
    /// receiver has left behind.
    private int[] pack(ModelWorld world) {
        for (int number : world.pending()) {
            var pending = pendings.get(number);
            if (pending.what() instanceof Stimulus.Receive(Frame frame)
                    && isSpent(frame.message(), probe(world, pending.to()))) {
                world.remove(number);
            }
        }
        return world.pack();
    }

    private static boolean isSpent(Message message, Probe receiver) {
        long epoch = receiver.configuration().map(Configuration::epoch).orElse(0L);
        return switch (message) {
            case Message.Learn learn -> learn.configuration().epoch() <= epoch;
            case Message.Promise promise -> promise.epoch() <= epoch;
            case Message.Accepted accepted -> accepted.epoch() <= epoch;
            case Message.Canvass canvass -> canvass.epoch() < epoch;
            case Message.CanvassReply reply -> reply.epoch() < epoch;
            case Message.Request request -> request.epoch() < epoch;
            default -> false;
        };
    }

    private void freeze(ModelWorld world, int n) {
        world.freezes--;
        world.frozen[n] = true;
        others(world, n).forEach(other -> world.add(number(new Pending(other, new Stimulus.Suspect(IDS.get(n))))));
    }

    private void crash(ModelWorld world, int n) {
        world.crashes--;
        world.nodes[n] = ModelWorld.DEAD;
        world.frozen[n] = false;
        world.granted[n] = -1;
        for (int number : world.pending()) {
            if (pendings.get(number).to() == n) {
                world.remove(number);
            }
        }
        judge(world, new Judged(IDS.get(n).value(), null, null));
        var dead = GridMember.of(IDS.get(n).value()).run();
        others(world, n).forEach(other -> world.add(number(new Pending(other, new Stimulus.Certify(dead)))));
    }

    private static List<Integer> others(ModelWorld world, int n) {
        var others = new ArrayList<Integer>();
        for (int other = 0; other < Scope.NODES; other++) {
            if (other != n && world.isUp(other)) {
                others.add(other);
            }
        }
        return others;
    }

    private void deliver(ModelWorld world, int number) {
        world.remove(number);
        var pending = pendings.get(number);
        if (pending.what() instanceof Stimulus.Command(Op op) && !op.ask()) {
            judge(world, new Judged(op.sender(), null, op));
        }
        step(world, pending.to(), pending.what());
    }

    /// One input of one node, and all heartbeats and acks that follow from it.
    private void step(ModelWorld world, int n, Stimulus stimulus) {
        var instants = new ArrayDeque<Instant>();
        var acks = new HashMap<Long, Set<String>>();
        apply(world, n, stimulus, instants);
        for (var instant = instants.poll(); instant != null; instant = instants.poll()) {
            int to = instant.to();
            if (world.runs(to)) {
                if (instant.frame().message() instanceof Message.HeartbeatAck ack) {
                    var voters = acks.computeIfAbsent(ack.epoch() * Scope.NODES + to, _ -> new HashSet<>());
                    voters.add(instant.frame().from().member().value());
                    granted(world, to, ack.epoch(), voters.size());
                }
                apply(world, to, new Stimulus.Receive(instant.frame()), instants);
            }
        }
    }

    /// A majority has acknowledged: counted by what was seen on the wire, not by what the node says.
    private void granted(ModelWorld world, int n, long epoch, int acks) {
        var current = probe(world, n).configuration().orElseThrow();
        int own = current.voters().contains(IDS.get(n)) ? 1 : 0;
        if (current.epoch() == epoch && acks + own >= current.majority()) {
            world.granted[n] = ModelNode.LEASE;
        }
    }

    private void apply(ModelWorld world, int n, Stimulus stimulus, ArrayDeque<Instant> instants) {
        var automaton = nodes.get(n);
        int known = automaton.size();
        Automaton.Step<List<Outcome>> step;
        try {
            step = automaton.step(world.nodes[n], stimulus);
        } catch (IllegalStateException bug) {
            violated("bug", bug.toString());
            return;
        }
        world.nodes[n] = step.to();
        if (automaton.size() > known) {
            probes.get(n).add(automaton.look(step.to(), ModelNode::probe));
        }
        for (var outcome : step.output()) {
            carryOut(world, n, outcome, instants);
        }
        if (probe(world, n).isLive()) {
            judgeAlone(world, n);
        }
    }

    private Probe probe(ModelWorld world, int n) {
        return probes.get(n).get(world.nodes[n]);
    }

    private void carryOut(ModelWorld world, int n, Outcome outcome, ArrayDeque<Instant> instants) {
        var output = outcome.output();
        switch (output) {
            case Output.Send send -> send(world, send, instants);
            case Output.TurnsWaiting _ -> world.add(number(new Pending(n, new Stimulus.BeginTurn())));
            case Output.RunTurn turn -> {
                judgeGranted(world, n, output);
                judgeAlone(world, n);
                world.add(number(new Pending(n, new Stimulus.EndTurn(turn))));
            }
            case Output.Acknowledged _ -> judgeGranted(world, n, output);
            default -> {}
        }
        judge(world, new Judged(IDS.get(n).value(), output, outcome.op()));
    }

    private void send(ModelWorld world, Output.Send send, ArrayDeque<Instant> instants) {
        int to = IDS.indexOf(send.to());
        var frame = send.frame();
        switch (frame.message()) {
            case Message.Heartbeat heartbeat -> {
                var timeless = new Message.Heartbeat(heartbeat.epoch(), 0, heartbeat.leased());
                instants.add(new Instant(to, new Frame(frame.genesisId(), frame.from(), timeless)));
            }
            case Message.HeartbeatAck _ -> instants.add(new Instant(to, frame));
            case Message message -> {
                if (world.isUp(to) && isInScope(message)) {
                    world.add(number(new Pending(to, new Stimulus.Receive(frame))));
                }
            }
        }
    }

    private boolean isInScope(Message message) {
        return switch (message) {
            case Message.Join _ -> founding;
            case Message.Prepare prepare -> prepare.epoch() <= scope.lastEpoch();
            case Message.Accept accept -> accept.epoch() <= scope.lastEpoch();
            case Message.Canvass canvass -> canvass.epoch() < scope.lastEpoch();
            case Message.Request request -> request.epoch() < scope.lastEpoch();
            default -> true;
        };
    }

    private int number(Pending pending) {
        return pendingNumbers.computeIfAbsent(pending, fresh -> {
            pendings.add(fresh);
            return pendings.size() - 1;
        });
    }

    // ---- judgement

    private void violated(String invariant, String what) {
        if (violation == null) {
            violation = new Violation(invariant, what);
        }
    }

    /// I4: while a node runs, or may run, the shard, no other may.
    private void judgeAlone(ModelWorld world, int n) {
        for (int other = 0; other < Scope.NODES; other++) {
            if (other != n && world.isUp(other) && probe(world, other).isLive()) {
                violated("I4", "the shard is live on " + IDS.get(n) + " and on " + IDS.get(other));
            }
        }
    }

    /// I5: whoever emits must have been granted a lease that still runs.
    private void judgeGranted(ModelWorld world, int n, Output doing) {
        var current = probe(world, n).configuration().orElseThrow();
        boolean alone = current.voters().equals(List.of(IDS.get(n)));
        if (!alone && world.granted[n] < 0) {
            violated("I5", IDS.get(n) + " has no lease: " + doing);
        }
    }

    private void judge(ModelWorld world, Judged event) {
        boolean matters = switch (event.output()) {
            case null -> true;
            case Output.Activated _, Output.Committed _, Output.Acknowledged _, Output.RunTurn _ -> true;
            case Output.AskEnded _, Output.DeadLettered _, Output.Adopted _ -> true;
            default -> false;
        };
        if (matters) {
            var step = judge.step(world.judge, event);
            world.judge = step.to();
            step.output().ifPresent(found -> violated(found.invariant(), found.what()));
        }
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
            case Output.Activated activated -> judge.activated(node, 0, activated.snapshot(), activated.tail());
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
