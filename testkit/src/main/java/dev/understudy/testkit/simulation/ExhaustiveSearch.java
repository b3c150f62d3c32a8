package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Configuration;
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
import java.util.Optional;
import java.util.Set;

/// Visits every state that a small grid can reach, breadth first, and judges each.
///
/// It runs the protocol's own code. A state of the grid is the states of its nodes and of the judge, and what is on
/// its way; node states are numbered and each step of a node is computed once ([Automaton]).
///
/// **What is abstracted.**
/// - *The network:* frames arrive at any time before the next step of the clocks, in any order, or, where the
/// [Scope#inOrder] says so, each link's in the order sent. What is repeated while it is still on its way is there
/// once. What a step of the clocks finds on its way to a frozen node is lost. A frame about an epoch that its
/// receiver has left behind, and ignores, is taken away.
/// - *Heartbeats* and their acks arrive in the moment they are sent, or, where the receiver is frozen or dead,
/// never.
/// - *Time* moves in steps of which a lease is some, for all nodes at once: clocks do not drift, and timers fire only
/// then. How far back a time lies is forgotten beyond twelve steps, which no rule asks for.
/// - *A crash* is for good, *an excluded member* does not come back, and nobody joins. There are no disks, no
/// snapshots and no handoffs.
/// - *Configurations* beyond [Scope#lastEpoch] are not followed.
final class ExhaustiveSearch {
    private static final List<MemberId> IDS = Scope.IDS;

    private final Scope scope;
    private final List<Automaton<ModelNode, Stimulus, List<Outcome>>> nodes = new ArrayList<>();
    private final List<List<Probe>> probes = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private final ModelJudge judge = new ModelJudge(this::probe);
    private final ModelTraffic traffic;
    private boolean founding;
    private long transitions;
    private long cutOff;

    /// A heartbeat or its ack.
    private record Instant(int to, Frame frame) {}

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
        traffic = new ModelTraffic(scope);
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
            var found = judge.violation();
            if (found.isPresent()) {
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
        judge.forget();
        var wrong = new String[] {""};
        successors(world[0], (step, _) -> {
            if (wrong[0].isEmpty() && judge.violation().isPresent()) {
                wrong[0] = step;
            }
        });
        path.add(wrong[0]);
        return path;
    }

    // ---- the beginning

    /// The grid just founded, at rest: the shard active on its first owner.
    private int[] root() {
        founding = true;
        var world = new ModelWorld();
        for (int n = 0; n < Scope.NODES; n++) {
            probes.get(n).add(nodes.get(n).look(0, ModelNode::probe));
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
        if (!active || judge.violation().isPresent()) {
            throw new IllegalStateException("the grid to be searched is not founded: " + judge.violation());
        }
        for (var op : scope.commands()) {
            traffic.put(world, op.sender().charAt(0) - 'a', new Stimulus.Command(op));
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
        for (int number : traffic.deliverable(world)) {
            var next = ModelWorld.of(packed);
            deliver(next, number);
            each.next(traffic.of(number).toString(), pack(next));
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
        if (world.quanta > 0 && !traffic.holdsTimeUp(world)) {
            var next = ModelWorld.of(packed);
            next.quanta--;
            traffic.loseToFrozen(next);
            elapse(next);
            each.next("time passes", pack(next));
        }
    }

    private void elapse(ModelWorld world) {
        for (int n = 0; n < Scope.NODES; n++) {
            if (world.isUp(n)) {
                step(world, n, new Stimulus.Elapse());
                world.granted[n] = Math.max(0, world.granted[n] - 1);
            }
        }
        for (int n = 0; n < Scope.NODES; n++) {
            if (world.runs(n)) {
                step(world, n, new Stimulus.Tick());
            }
        }
    }

    private int[] pack(ModelWorld world) {
        traffic.dropSpent(
                world,
                n -> probe(world, n).configuration().map(Configuration::epoch).orElse(0L));
        return world.pack();
    }

    private void freeze(ModelWorld world, int n) {
        world.freezes--;
        world.frozen[n] = true;
        others(world, n).forEach(other -> traffic.put(world, other, new Stimulus.Suspect(IDS.get(n))));
    }

    private void crash(ModelWorld world, int n) {
        world.crashes--;
        world.nodes[n] = ModelWorld.DEAD;
        world.frozen[n] = false;
        world.granted[n] = 0;
        traffic.loseTo(world, n);
        judge.senderGone(world, IDS.get(n).value());
        var dead = GridMember.of(IDS.get(n).value()).run();
        others(world, n).forEach(other -> traffic.put(world, other, new Stimulus.Certify(dead)));
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
        var pending = traffic.of(number);
        if (pending.what() instanceof Stimulus.Command(Op op) && !op.ask()) {
            judge.told(world, op);
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
            world.granted[n] = scope.lease();
        }
    }

    private void apply(ModelWorld world, int n, Stimulus stimulus, ArrayDeque<Instant> instants) {
        var automaton = nodes.get(n);
        int known = automaton.size();
        Automaton.Step<List<Outcome>> step;
        try {
            step = automaton.step(world.nodes[n], stimulus);
        } catch (IllegalStateException bug) {
            judge.violated("bug", bug.toString());
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
            judge.alone(world, n);
        }
    }

    private Probe probe(ModelWorld world, int n) {
        return probes.get(n).get(world.nodes[n]);
    }

    private void carryOut(ModelWorld world, int n, Outcome outcome, ArrayDeque<Instant> instants) {
        var output = outcome.output();
        switch (output) {
            case Output.Send send -> send(world, send, instants);
            case Output.TurnsWaiting _ -> traffic.put(world, n, new Stimulus.BeginTurn());
            case Output.RunTurn turn -> {
                judge.granted(world, n, output);
                judge.alone(world, n);
                traffic.put(world, n, new Stimulus.EndTurn(turn));
            }
            case Output.Acknowledged _ -> judge.granted(world, n, output);
            default -> {}
        }
        judge.saw(world, IDS.get(n).value(), outcome);
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
                if (world.isUp(to) && (founding || traffic.isInScope(message))) {
                    traffic.put(world, to, new Stimulus.Receive(frame));
                }
            }
        }
    }
}
