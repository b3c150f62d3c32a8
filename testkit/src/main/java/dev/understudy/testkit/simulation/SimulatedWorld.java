package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.AskOutcome;
import dev.understudy.sharding.ownership.Frame;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.Input;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Message;
import dev.understudy.sharding.ownership.Output;
import dev.understudy.sharding.ownership.OwnershipNode;
import dev.understudy.sharding.ownership.Rule;
import dev.understudy.sharding.ownership.Rules;
import dev.understudy.sharding.ownership.Settings;
import dev.understudy.sharding.ownership.StoreAnswer;
import dev.understudy.sharding.ownership.StoreRequest;
import dev.understudy.sharding.ownership.StoredState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// The machines of a simulation, their clocks and processes, and what is due when.
///
/// World time is in nanoseconds from 0; each process sees only its own clock, which starts anywhere and drifts.
final class SimulatedWorld {
    static final long MILLI = 1_000_000;

    private static final long TICK = 20 * MILLI;
    private static final long MEETING = 5 * MILLI;

    private final Scenario scenario;
    private final Rules rules;
    private final Settings settings;
    private final SplittableRandom random;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Map<MemberId, SimulatedNode> byId = new HashMap<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final SimulatedNetwork network;
    private final SimulatedStore store;
    private final LeaseWitness witness;
    private final Observer observer;
    private final Judge judge;
    private final Coverage coverage = new Coverage();
    private final Callers callers = new Callers();
    private final @Nullable Consumer<String> trace;
    private long time;
    private long eventNumber;
    private long work = MILLI;
    private long clocksDoubtedUntil = Long.MIN_VALUE;

    /// Something due at a world time. `generation` of the node at which it was made voids it after a crash.
    private record Event(long at, long number, SimulatedNode node, int generation, Object what)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private enum Timer {
        TICK,
        REJOIN,
        MEETING
    }

    private record Turns(int shard) {}

    private record TurnEnds(SimulatedNode.Running turn) {}

    private record TurnUnbegun(SimulatedNode.Running turn) {}

    private record LateAnswer(SimulatedNode.Running turn, AskOutcome outcome) {}

    private record Drained(int shard, long ownerEpoch) {}

    private record SnapshotDue(int shard, long ownerEpoch, long seq, AppState state) {}

    /// A request on its way to the store, and an answer on its way back.
    private record AtStore(StoreRequest request, long sentAt) {}

    private record FromStore(StoreAnswer answer, long sentAt) {}

    private record Proof(Incarnation dead) {}

    SimulatedWorld(Scenario scenario, Rules rules, @Nullable Consumer<String> trace) {
        this.scenario = scenario;
        this.rules = rules;
        this.trace = trace;
        this.random = new SplittableRandom(scenario.seed());
        this.judge = new Judge(scenario.durability());
        this.settings = new Settings(
                scenario.authority(),
                scenario.shards(),
                scenario.backups(),
                scenario.minInSync(),
                scenario.durability(),
                scenario.expect(),
                300 * MILLI,
                1,
                80 * MILLI,
                400 * MILLI,
                150 * MILLI,
                2 * MILLI,
                10 * MILLI,
                40 * MILLI,
                600 * MILLI,
                4,
                8,
                8,
                64,
                64,
                40 * Op.SIZE,
                80 * Op.SIZE,
                scenario.snapshotEvery());
        for (int i = 0; i < scenario.nodes(); i++) {
            var node = new SimulatedNode(String.valueOf((char) ('a' + i)), i);
            nodes.add(node);
            byId.put(node.member.id(), node);
        }
        this.network = new SimulatedNetwork(scenario, random, (nanos, to, frame) -> schedule(time + nanos, to, frame));
        this.store = new SimulatedStore(rules);
        this.witness = new LeaseWitness(this, judge, settings.lease());
        this.observer = new Observer(this, witness);
    }

    Scenario scenario() {
        return scenario;
    }

    Coverage coverage() {
        return coverage;
    }

    Judge judge() {
        return judge;
    }

    /// What is seen of it from outside.
    Callers callers() {
        return callers;
    }

    SimulatedStore store() {
        return store;
    }

    SimulatedNetwork network() {
        return network;
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    /// The machine with a name.
    SimulatedNode node(String name) {
        int index = name.charAt(0) - 'a';
        if (name.length() != 1 || index < 0 || index >= nodes.size()) {
            throw new IllegalArgumentException("no node " + name);
        }
        return nodes.get(index);
    }

    /// Whether the process with an identity runs.
    boolean isAlive(MemberId id) {
        var node = byId.get(id);
        return node != null && node.isUp() && node.member.id().equals(id);
    }

    long now() {
        return time;
    }

    /// Whether someone reads along: what costs to put into words is else left out.
    boolean isTraced() {
        return trace != null;
    }

    Observer observer() {
        return observer;
    }

    /// How long turns take at most, from now on.
    void work(long nanos) {
        work = nanos;
    }

    void runUntil(long until) {
        while (judge.violation().isEmpty()) {
            var next = events.peek();
            if (next == null || next.at() > until) {
                break;
            }
            events.poll();
            time = next.at();
            fire(next);
        }
        time = Math.max(time, until);
    }

    private void schedule(long at, SimulatedNode node, Object what) {
        events.add(new Event(at, eventNumber++, node, node.generation, what));
    }

    /// A clock goes on by some time at once, or stands still with its machine: for as long as a lease more than one
    /// owner may run.
    void disturbClock(SimulatedNode node, long forward, long still) {
        long since = Math.max(time, node.suspendedUntil);
        long until = Math.max(since, time + still);
        node.suspendedUntil = until;
        node.clockOrigin += forward - (until - since);
        clocksDoubtedUntil = Math.max(clocksDoubtedUntil, until + LeaseWitness.longest(settings.lease()));
    }

    private void fire(Event event) {
        judge.trustClocks(time > clocksDoubtedUntil);
        var node = event.node();
        if (event.what() instanceof Frame frame) {
            if (node.isUp() && time < node.frozenUntil()) {
                schedule(node.frozenUntil(), node, frame);
            } else if (node.isUp()) {
                stepOwn(node);
                arrive(node, frame);
            }
            return;
        }
        if (event.what() instanceof AtStore(var request, long sentAt)) {
            if (store.isUp(time)) {
                toAndFro(node, new FromStore(store.carryOut(request), sentAt));
            }
            return;
        }
        if (event.generation() != node.generation || !node.isUp()) {
            return;
        }
        if (time < node.frozenUntil()) {
            schedule(node.frozenUntil(), node, event.what());
            return;
        }
        stepOwn(node);
        long now = node.clock(time);
        switch (event.what()) {
            case Timer.TICK -> {
                schedule(time + TICK, node, Timer.TICK);
                step(node, new Input.Tick(now));
                witness.grantedByItself(node);
            }
            case Timer.REJOIN -> {
                node.member = node.member.withIncarnation(++node.incarnation);
                step(node, new Input.Rejoin(now, node.incarnation));
            }
            case Timer.MEETING -> step(node, doors(node, now));
            case Turns turns -> {
                node.turnsDue.remove(turns.shard());
                step(node, new Input.BeginTurn(now, turns.shard()));
            }
            case TurnEnds ends -> endTurn(node, ends.turn(), now);
            case TurnUnbegun(var turn) ->
                step(node, new Input.TurnReturned(now, turn.shard(), turn.ownerEpoch(), turn.turn()));
            case LateAnswer(var turn, var outcome) ->
                step(node, new Input.Replied(now, turn.shard(), turn.ownerEpoch(), turn.ask(), outcome));
            case Drained drained -> drained(node, drained, now);
            case SnapshotDue due ->
                step(node, new Input.SnapshotTaken(now, due.shard(), due.ownerEpoch(), due.seq(), due.state()));
            case FromStore(var answer, long sentAt) -> {
                witness.answered(node, answer, sentAt);
                step(node, new Input.StoreAnswered(now, answer));
            }
            case Proof proof -> step(node, new Input.Certified(now, proof.dead(), "PROCESS"));
            default -> throw new IllegalArgumentException("unknown event " + event.what());
        }
    }

    private void arrive(SimulatedNode node, Frame frame) {
        if (trace != null
                && !(frame.message() instanceof Message.Heartbeat)
                && !(frame.message() instanceof Message.HeartbeatAck)) {
            say(node.name, "<- " + frame.from() + " " + frame.message());
        }
        if (frame.message() instanceof Message.HeartbeatAck ack) {
            witness.granted(node, frame.from().member(), ack);
        }
        step(node, new Input.Received(node.clock(time), frame));
    }

    // ---- processes

    void start(SimulatedNode node) {
        if (node.isUp()) {
            return;
        }
        node.generation++;
        node.incarnation++;
        boolean disk = scenario.durability().hasDisk();
        if (!disk && node.memoryStarts++ > 0 && rules.hold(Rule.NEW_IDENTITY_AFTER_MEMORY_RESTART)) {
            node.member = GridMember.of(node.name + node.memoryStarts);
        }
        node.member = node.member.withIncarnation(node.incarnation);
        byId.put(node.member.id(), node);
        node.clockOrigin = random.nextLong(1, 1L << 40);
        node.clockSince = time;
        node.clockRate = 1.0 + (random.nextDouble() * 2 - 1) * scenario.drift() * 1e-6;
        node.pausedUntil = Long.MIN_VALUE;
        node.suspendedUntil = Long.MIN_VALUE;
        node.crashAfterOutputs = -1;
        node.grantedUntil = Long.MIN_VALUE;
        node.heartbeats.clear();
        node.adopted.clear();
        node.running.clear();
        node.turnsDue.clear();
        node.applied.clear();
        node.asked.clear();
        node.own.clear();
        var stored = disk ? node.durable.copy() : new StoredState();
        var seeds = nodes.stream().map(other -> other.member.id()).toList();
        node.process = new OwnershipNode(settings, rules, node.member, seeds, stored, node.clock(time));
        if (trace != null) {
            say(node.name, "starts as " + node.member.run());
        }
        schedule(time + 1 + random.nextLong(TICK), node, Timer.TICK);
        meet();
    }

    /// Nodes that can reach each other find each other, as their transports would.
    void meet() {
        nodes.forEach(node -> schedule(time + MEETING, node, Timer.MEETING));
    }

    private Input.Doors doors(SimulatedNode node, long now) {
        var found = new ArrayList<MemberId>();
        for (var other : nodes) {
            if (other.isUp() && network.connects(node, other)) {
                found.add(other.member.id());
            }
        }
        return new Input.Doors(now, found);
    }

    void crash(SimulatedNode node, boolean certified) {
        if (!node.isUp()) {
            return;
        }
        say(node.name, "crashes");
        var dead = node.member.run();
        judge.senderGone(node.name);
        node.process = null;
        node.generation++;
        node.running.clear();
        int kept = node.unsynced.isEmpty() ? 0 : random.nextInt(node.unsynced.size() + 1);
        node.unsynced.subList(0, kept).forEach(node.durable::apply);
        node.unsynced.clear();
        boolean all = nodes.stream().noneMatch(SimulatedNode::isUp);
        if (all) {
            coverage.coldRestarts++;
        }
        for (var other : nodes) {
            if (other != node && other.isUp() && certified && network.connects(node, other)) {
                schedule(time + MILLI * (2 + random.nextInt(30)), other, new Proof(dead));
            }
        }
    }

    void step(SimulatedNode node, Input input) {
        var process = node.process;
        if (process == null) {
            return;
        }
        coverage.steps++;
        var outputs = process.step(input);
        int limit = node.crashAfterOutputs;
        if (limit >= 0 && outputs.isEmpty()) {
            limit = -1;
        }
        for (int i = 0; i < outputs.size(); i++) {
            if (limit >= 0 && i >= limit) {
                break;
            }
            observer.saw(node, process, outputs.get(i));
            carryOut(node, outputs.get(i));
            if (judge.violation().isPresent()) {
                return;
            }
        }
        if (limit >= 0) {
            crash(node, true);
        }
    }

    /// A node looks for the process of another one, and has a proof of its death if it may take what it sees for one.
    void look(SimulatedNode node, SimulatedNode sought) {
        boolean comparable = sought.identity.isBeside(node.identity) || !rules.hold(Rule.PID_NAMESPACE_COMPARED);
        boolean isThere = nodes.stream()
                .anyMatch(other -> other.isUp()
                        && other.identity.isBeside(node.identity)
                        && other.identity.pid() == sought.identity.pid());
        if (comparable && !isThere) {
            input(node, now -> new Input.Certified(now, sought.member.run(), "PROCESS"));
        }
    }

    /// An input of a node's own, if it runs; one that is frozen gets it when it wakes.
    void input(SimulatedNode node, LongFunction<Input> input) {
        if (node.isUp()) {
            node.own.add(input);
            if (time >= node.frozenUntil()) {
                stepOwn(node);
            }
        }
    }

    private void stepOwn(SimulatedNode node) {
        for (var own = node.own.poll(); own != null; own = node.own.poll()) {
            step(node, own.apply(node.clock(time)));
        }
    }

    private void carryOut(SimulatedNode node, Output output) {
        switch (output) {
            case Output.Send send -> send(node, send.to(), send.frame());
            case Output.Write write -> node.unsynced.add(write.write());
            case Output.AskStore ask -> toAndFro(node, new AtStore(ask.request(), time));
            case Output.Sync _ -> node.sync();
            case Output.TurnsWaiting waiting -> {
                if (node.turnsDue.add(waiting.shard())) {
                    schedule(time + 1 + random.nextLong(MILLI), node, new Turns(waiting.shard()));
                }
            }
            case Output.RunTurn turn -> beginTurn(node, turn);
            case Output.DrainWanted drain -> drain(node, drain);
            case Output.Activated activated ->
                node.applied.put(
                        new SimulatedNode.Activation(activated.shard(), activated.ownerEpoch()),
                        new ArrayList<>(Judge.ops(activated.snapshot(), activated.tail())));
            case Output.Deactivated deactivated ->
                node.applied.remove(new SimulatedNode.Activation(deactivated.shard(), deactivated.ownerEpoch()));
            case Output.SnapshotWanted wanted -> {
                var ops = applied(node, new SimulatedNode.Activation(wanted.shard(), wanted.ownerEpoch()));
                schedule(
                        time + 20 * MILLI,
                        node,
                        new SnapshotDue(wanted.shard(), wanted.ownerEpoch(), wanted.seq(), new AppState(ops)));
            }
            case Output.Excluded _ -> schedule(time + MILLI * (1 + random.nextInt(20)), node, Timer.REJOIN);
            case Output.Left _ -> {
                node.process = null;
                node.generation++;
                node.sync();
            }
            default -> {}
        }
    }

    private void send(SimulatedNode from, MemberId id, Frame frame) {
        if (frame.message() instanceof Message.Heartbeat heartbeat) {
            witness.sent(from, heartbeat);
        }
        var to = byId.get(id);
        if (to != null && to.member.id().equals(id)) {
            network.send(from, to, frame);
        }
    }

    /// Between a node and the store: lost, late or doubled like frames, and cut off as the schedule wants.
    private void toAndFro(SimulatedNode node, Object what) {
        if (time >= node.unpluggedUntil) {
            network.pass(nanos -> schedule(time + nanos, node, what));
        }
    }

    // ---- turns

    private void beginTurn(SimulatedNode node, Output.RunTurn turn) {
        var op = (Op) turn.message().payload();
        var running = new SimulatedNode.Running(
                turn.shard(), turn.ownerEpoch(), turn.turn(), op, turn.message().commandId());
        node.running.put(op.id(), running);
        schedule(time + 1 + random.nextLong(work), node, new TurnEnds(running));
    }

    /// The entities stop; of the turns that were asked for, some have not begun.
    private void drain(SimulatedNode node, Output.DrainWanted drain) {
        var unbegun = node.running.values().stream()
                .filter(turn -> turn.shard() == drain.shard() && turn.ownerEpoch() == drain.ownerEpoch())
                .filter(_ -> random.nextBoolean())
                .toList();
        for (var turn : unbegun) {
            node.running.remove(turn.op().id());
            judge.returned(turn.op());
            schedule(time + 1 + random.nextLong(work), node, new TurnUnbegun(turn));
        }
        schedule(time + 1 + random.nextLong(2 * work), node, new Drained(drain.shard(), drain.ownerEpoch()));
    }

    /// Once the last turn has ended, the shard is told what the entities take along.
    private void drained(SimulatedNode node, Drained drained, long now) {
        boolean runs = node.running.values().stream()
                .anyMatch(turn -> turn.shard() == drained.shard() && turn.ownerEpoch() == drained.ownerEpoch());
        if (runs) {
            schedule(time + MILLI, node, drained);
            return;
        }
        var ops = applied(node, new SimulatedNode.Activation(drained.shard(), drained.ownerEpoch()));
        var carried = new AppState(List.copyOf(ops));
        step(node, new Input.Drained(now, drained.shard(), drained.ownerEpoch(), carried));
    }

    /// What the entities of an activation have applied; of one that has ended, nothing is left.
    private static List<Integer> applied(SimulatedNode node, SimulatedNode.Activation activation) {
        return node.applied.getOrDefault(activation, new ArrayList<>());
    }

    private void endTurn(SimulatedNode node, SimulatedNode.Running turn, long now) {
        if (!node.running.remove(turn.op().id(), turn)) {
            return;
        }
        var ops = applied(node, turn.activation());
        var op = turn.op();
        if (!op.read()) {
            ops.add(op.id());
        }
        var events = op.read() ? null : op;
        var answer = op.ask() ? new AskOutcome.Answered(new Reply(ops.size(), turn.ownerEpoch())) : null;
        var late = op.isAnsweredLate() ? answer : null;
        var inTime = late == null ? answer : null;
        step(node, new Input.TurnDone(now, turn.shard(), turn.ownerEpoch(), turn.turn(), events, inTime));
        if (late != null) {
            schedule(time + 1 + random.nextLong(60 * MILLI), node, new LateAnswer(turn, late));
        }
    }

    /// A line of the trace, if someone reads along.
    void say(String who, Object what) {
        if (trace != null) {
            trace.accept("%8.1f %s %s%s".formatted(time / 1e6, who, " ".repeat(Math.max(0, 4 - who.length())), what));
        }
    }
}
