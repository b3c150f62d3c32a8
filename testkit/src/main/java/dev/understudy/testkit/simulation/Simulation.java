package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.AskOutcome;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.DeadReason;
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
import dev.understudy.sharding.ownership.ShardState;
import dev.understudy.sharding.ownership.StoredState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run of a whole grid in one thread: the same scenario and rules give the same run, step for step.
///
/// World time is in nanoseconds from 0; each process sees only its own clock, which starts anywhere and drifts.
/// The protocol's times are shortened (a lease of 300 ms), so that a run of four seconds holds many of them.
///
/// **Verbs of a schedule.** `crash N [certified|silent]`, `tear N K` (the next step of N is cut after K
/// outputs, then N crashes), `start N` (with its disk, if it has one), `wipe N`, `pause N MILLIS`, `cut A B`
/// (frames from A to B are lost), `partition A,B/C,D`, `heal`, `tell N SHARD [ENTITY]`, `ask N SHARD [ENTITY]`,
/// `read N SHARD [ENTITY]`, `leave N`, `suspect N M`, `certify N M` (a proof of M's death that only N gets),
/// `forge N M` (a false one), `force N SHARD`, `found N`, `hold A B KIND` and `release A B KIND` (frames of one
/// kind are kept back), `copy A B KIND` (from here on each such frame is remembered and delivered once more at
/// its release), `work MILLIS` (how long turns take), `jump N MILLIS`, and `expect …`: `owner SHARD N`, `state
/// N SHARD STATE`, `epoch N E`, `member N`, `outside N`, `committed SHARD COUNT`, `answered COUNT`, `ended
/// COUNT`, `dead COUNT`, `waiting SHARD`.
public final class Simulation {
    private static final long MILLI = 1_000_000;
    private static final long TICK = 20 * MILLI;
    private static final long LIVENESS = 2_500 * MILLI;

    private final Scenario scenario;
    private final Rules rules;
    private final Settings settings;
    private final SplittableRandom random;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Map<MemberId, SimulatedNode> byId = new HashMap<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final boolean[][] cut;
    private final Map<String, List<Frame>> held = new HashMap<>();
    private final Map<String, List<Frame>> copied = new HashMap<>();
    private final Judge judge;
    private final Coverage coverage = new Coverage();
    private final @Nullable Consumer<String> trace;
    private long world;
    private long eventNumber;
    private int nextOp = 1;
    private long work = MILLI;
    private int answered;
    private int ended;
    private int deadLetters;

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
        REJOIN
    }

    private record Turns(int shard) {}

    private record TurnEnds(SimulatedNode.Running turn) {}

    private record SnapshotDue(int shard, long ownerEpoch, long seq, AppState state) {}

    private record Proof(Incarnation dead) {}

    /// A run to be.
    ///
    /// @param trace gets one line for each event, or null for none
    public Simulation(Scenario scenario, Rules rules, @Nullable Consumer<String> trace) {
        this.scenario = scenario;
        this.rules = rules;
        this.trace = trace;
        this.random = new SplittableRandom(scenario.seed());
        this.judge = new Judge(scenario.durability());
        this.settings = new Settings(
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
                40 * MILLI,
                600 * MILLI,
                4,
                8,
                8,
                64,
                64,
                scenario.snapshotEvery());
        this.cut = new boolean[scenario.nodes()][scenario.nodes()];
        for (int i = 0; i < scenario.nodes(); i++) {
            var node = new SimulatedNode(String.valueOf((char) ('a' + i)), i);
            nodes.add(node);
            byId.put(node.member.id(), node);
        }
    }

    /// What the run came through.
    public Coverage coverage() {
        return coverage;
    }

    /// Runs it to its end, or to the first violation.
    public Optional<Violation> run() {
        try {
            for (int i = 0; i < scenario.start(); i++) {
                start(nodes.get(i));
            }
            for (var action : scenario.actions()) {
                runUntil(action.at() * MILLI);
                if (judge.violation().isPresent()) {
                    return judge.violation();
                }
                if (trace != null) {
                    say("----", action.toString());
                }
                act(action);
            }
            if (scenario.length() > 0) {
                runUntil(scenario.length() * MILLI);
                judgeLiveness();
            }
        } catch (IllegalStateException bug) {
            judge.violated("bug", bug.getMessage() == null ? bug.toString() : bug.getMessage());
        }
        return judge.violation();
    }

    private void runUntil(long until) {
        while (judge.violation().isEmpty()) {
            var next = events.peek();
            if (next == null || next.at() > until) {
                break;
            }
            events.poll();
            world = next.at();
            fire(next);
        }
        world = Math.max(world, until);
    }

    private void schedule(long at, SimulatedNode node, Object what) {
        events.add(new Event(at, eventNumber++, node, node.generation, what));
    }

    private void fire(Event event) {
        var node = event.node();
        if (event.what() instanceof Frame frame) {
            if (node.isUp() && world < node.pausedUntil) {
                schedule(node.pausedUntil, node, frame);
            } else if (node.isUp()) {
                arrive(node, frame);
            }
            return;
        }
        if (event.generation() != node.generation || !node.isUp()) {
            return;
        }
        if (world < node.pausedUntil) {
            schedule(node.pausedUntil, node, event.what());
            return;
        }
        long now = node.clock(world);
        switch (event.what()) {
            case Timer timer
            when timer == Timer.TICK -> {
                schedule(world + TICK, node, Timer.TICK);
                step(node, new Input.Tick(now));
                grantedByItself(node);
            }
            case Timer _ -> {
                node.member = node.member.withIncarnation(++node.incarnation);
                step(node, new Input.Rejoin(now, node.incarnation));
            }
            case Turns turns -> {
                node.turnsDue.remove(turns.shard());
                step(node, new Input.BeginTurn(now, turns.shard()));
            }
            case TurnEnds ends -> endTurn(node, ends.turn(), now);
            case SnapshotDue due ->
                step(node, new Input.SnapshotTaken(now, due.shard(), due.ownerEpoch(), due.seq(), due.state()));
            case Proof proof -> step(node, new Input.Certified(now, proof.dead()));
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
            granted(node, frame.from().member(), ack);
        }
        step(node, new Input.Received(node.clock(world), frame));
    }

    // ---- processes
    // -------------------------------------------------------------------------------------------------

    private void start(SimulatedNode node) {
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
        node.clockSince = world;
        node.clockRate = 1.0 + (random.nextDouble() * 2 - 1) * scenario.drift() * 1e-6;
        node.pausedUntil = Long.MIN_VALUE;
        node.crashAfterOutputs = -1;
        node.grantedUntil = Long.MIN_VALUE;
        node.heartbeats.clear();
        node.running.clear();
        node.turnsDue.clear();
        node.applied.clear();
        node.asked.clear();
        var stored = disk ? node.durable.copy() : new StoredState();
        var seeds = nodes.stream().map(other -> other.member.id()).toList();
        node.process = new OwnershipNode(settings, rules, node.member, seeds, stored, node.clock(world));
        if (trace != null) {
            say(node.name, "starts as " + node.member.run());
        }
        schedule(world + 1 + random.nextLong(TICK), node, Timer.TICK);
    }

    private void crash(SimulatedNode node, boolean certified) {
        if (!node.isUp()) {
            return;
        }
        if (trace != null) {
            say(node.name, "crashes");
        }
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
            if (other != node
                    && other.isUp()
                    && certified
                    && !cut[node.index][other.index]
                    && !cut[other.index][node.index]) {
                schedule(world + MILLI * (2 + random.nextInt(30)), other, new Proof(dead));
            }
        }
    }

    private void step(SimulatedNode node, Input input) {
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
            carryOut(node, process, outputs.get(i));
            if (judge.violation().isPresent()) {
                return;
            }
        }
        if (limit >= 0) {
            crash(node, true);
        }
    }

    private void carryOut(SimulatedNode node, OwnershipNode process, Output output) {
        switch (output) {
            case Output.Send send -> send(node, send.to(), send.frame());
            case Output.Write write -> node.unsynced.add(write.write());
            case Output.Sync _ -> {
                node.unsynced.forEach(node.durable::apply);
                node.unsynced.clear();
            }
            case Output.TurnsWaiting waiting -> {
                if (node.turnsDue.add(waiting.shard())) {
                    schedule(world + 1 + random.nextLong(MILLI), node, new Turns(waiting.shard()));
                }
            }
            case Output.RunTurn turn -> beginTurn(node, turn);
            case Output.Activated activated -> {
                judge.activated(node.name, activated.shard(), activated.snapshot(), activated.tail());
                node.applied.put(activated.shard(), new ArrayList<>(Judge.ops(activated.snapshot(), activated.tail())));
                judgeAlone(node, activated.shard());
                var row = process.configuration().orElseThrow().table().of(activated.shard());
                if (row.relinquishedBy() != null) {
                    coverage.handoffs++;
                } else if (row.ownerEpoch() > 1) {
                    coverage.takeovers++;
                }
                if (trace != null) {
                    say(node.name, "ACTIVATES shard " + activated.shard() + "@" + activated.ownerEpoch());
                }
            }
            case Output.Deactivated deactivated -> {
                node.applied.remove(deactivated.shard());
            }
            case Output.Moved moved -> {
                if (trace != null) {
                    say(node.name, "shard " + moved.shard() + " " + moved.from() + " -> " + moved.to());
                }
                if (moved.to() == ShardState.ACTIVE) {
                    judgeAlone(node, moved.shard());
                }
            }
            case Output.Committed committed -> judge.committed(node.name, committed.shard(), committed.record());
            case Output.Acknowledged acknowledged -> {
                judgeGranted(node, "acknowledges " + acknowledged.seq() + " of shard " + acknowledged.shard());
                judge.acknowledged(acknowledged.shard(), acknowledged.seq());
            }
            case Output.AskBegun begun -> node.asked.put(begun.commandId(), (Op) begun.payload());
            case Output.AskEnded askEnded -> {
                ended++;
                var op = node.asked.remove(askEnded.commandId());
                if (askEnded.outcome() instanceof AskOutcome.Answered) {
                    answered++;
                    coverage.acks++;
                }
                judge.ended(askEnded.shard(), op, askEnded.outcome());
                if (trace != null) {
                    say(node.name, op + " ended: " + askEnded.outcome());
                }
            }
            case Output.DeadLettered dead -> {
                deadLetters++;
                if (trace != null) {
                    say(node.name, "dead letter " + dead);
                }
                judge.settled((Op) dead.message().payload());
                if (dead.reason() == DeadReason.OWNER_CRASHED) {
                    judge.deadLettered(dead.shard(), (Op) dead.message().payload(), dead.ownership());
                }
            }
            case Output.SnapshotWanted wanted -> {
                var ops = node.applied.getOrDefault(wanted.shard(), List.of());
                schedule(
                        world + 20 * MILLI,
                        node,
                        new SnapshotDue(wanted.shard(), wanted.ownerEpoch(), wanted.seq(), new AppState(ops)));
            }
            case Output.Adopted adopted -> {
                if (trace != null) {
                    say(node.name, "adopts " + adopted.configuration());
                }
                judge.adopted(node.name, adopted.configuration(), formerGridLives(node));
            }
            case Output.Excluded _ -> {
                coverage.merges++;
                schedule(world + MILLI * (1 + random.nextInt(20)), node, Timer.REJOIN);
            }
            case Output.Left _ -> {
                if (trace != null) {
                    say(node.name, "has left");
                }
                judge.senderGone(node.name);
                node.process = null;
                node.generation++;
                node.unsynced.forEach(node.durable::apply);
                node.unsynced.clear();
            }
            case Output.StandingChanged _ ->
                throw new IllegalStateException("a step keeps it to itself: a bug of the protocol");
            case Output.LeaseWaitBegun _ -> coverage.leaseWaits++;
        }
    }

    /// Whether another process still belongs to the grid that has been judged so far.
    private boolean formerGridLives(SimulatedNode node) {
        return nodes.stream()
                .anyMatch(other -> other != node
                        && other.process != null
                        && other.process
                                .configuration()
                                .map(known -> known.genesisId().equals(judge.genesis()))
                                .orElse(false));
    }

    // ---- turns
    // -----------------------------------------------------------------------------------------------------

    private void beginTurn(SimulatedNode node, Output.RunTurn turn) {
        var op = (Op) turn.message().payload();
        judge.begun(turn.shard(), turn.message().entityId(), op);
        judgeGranted(node, "runs " + op);
        judgeAlone(node, turn.shard());
        var running = new SimulatedNode.Running(turn.shard(), turn.ownerEpoch(), turn.turn(), op);
        node.running.put(op.id(), running);
        if (trace != null) {
            say(node.name, "runs " + op + " of shard " + turn.shard());
        }
        schedule(world + 1 + random.nextLong(work), node, new TurnEnds(running));
    }

    private void endTurn(SimulatedNode node, SimulatedNode.Running turn, long now) {
        node.running.remove(turn.op().id());
        var ops = node.applied.computeIfAbsent(turn.shard(), _ -> new ArrayList<>());
        var op = turn.op();
        if (!op.read()) {
            ops.add(op.id());
        }
        var events = op.read() ? null : op;
        var reply = op.ask() ? new Reply(ops.size()) : null;
        step(node, new Input.TurnDone(now, turn.shard(), turn.ownerEpoch(), turn.turn(), events, reply));
    }

    /// I4: while this node runs, or may run, the shard, no other may.
    private void judgeAlone(SimulatedNode node, int shard) {
        for (var other : nodes) {
            var process = other.process;
            if (other == node || process == null || !process.holdsLease(other.clock(world))) {
                continue;
            }
            var state = process.state(shard);
            boolean runs = other.running.values().stream().anyMatch(turn -> turn.shard() == shard);
            if (state == ShardState.ACTIVE || state == ShardState.DRAINING || (runs && state.owns())) {
                judge.violated(
                        "I4",
                        "shard " + shard + " is live on " + node.name + " and on " + other.name + " (" + state
                                + (runs ? ", running)" : ")"));
            }
        }
    }

    /// I5: whoever emits must have had heartbeats acknowledged by a majority, sent no longer ago than a lease.
    private void judgeGranted(SimulatedNode node, String doing) {
        grantedByItself(node);
        if (world > node.grantedUntil) {
            judge.violated("I5", node.name + " " + doing + " without a lease");
        }
    }

    /// The only voter grants itself its lease without a frame that could be seen.
    private void grantedByItself(SimulatedNode node) {
        var current = node.process == null ? null : node.process.configuration().orElse(null);
        if (current != null && current.voters().equals(List.of(node.member.id()))) {
            node.grantedUntil = world + settings.lease();
        }
    }

    private void granted(SimulatedNode node, MemberId voter, Message.HeartbeatAck ack) {
        var grant = node.heartbeats.get(ack.sentAt());
        var process = node.process;
        if (grant == null || process == null || grant.epoch != ack.epoch()) {
            return;
        }
        grant.voters.add(voter.value());
        var current = process.configuration().orElseThrow();
        int own = current.voters().contains(node.member.id()) ? 1 : 0;
        if (current.epoch() == grant.epoch && grant.voters.size() + own >= current.majority()) {
            node.grantedUntil =
                    Math.max(node.grantedUntil, grant.sentWorld + settings.lease() + settings.lease() / 400);
        }
    }

    // ---- network
    // ---------------------------------------------------------------------------------------------------

    private void send(SimulatedNode from, MemberId id, Frame frame) {
        if (frame.message() instanceof Message.Heartbeat heartbeat) {
            if (from.heartbeats.size() > 32) {
                from.heartbeats.values().removeIf(grant -> grant.sentWorld < world - 1_000 * MILLI);
            }
            var known = from.heartbeats.get(heartbeat.sentAt());
            if (known == null || known.epoch != heartbeat.epoch()) {
                from.heartbeats.put(heartbeat.sentAt(), new SimulatedNode.Grant(world, heartbeat.epoch()));
            }
        }
        var to = byId.get(id);
        if (to == null || !to.member.id().equals(id) || cut[from.index][to.index]) {
            return;
        }
        if (!held.isEmpty() || !copied.isEmpty()) {
            var key = key(from.name, to.name, frame.message().getClass().getSimpleName());
            var kept = held.get(key);
            if (kept != null) {
                kept.add(frame);
                return;
            }
            var copies = copied.get(key);
            if (copies != null) {
                copies.add(frame);
            }
        }
        if (scenario.loss() > 0 && random.nextInt(1000) < scenario.loss()) {
            return;
        }
        schedule(world + latency(), to, frame);
        if (scenario.duplicates() > 0 && random.nextInt(1000) < scenario.duplicates()) {
            schedule(world + latency() * 4, to, frame);
        }
    }

    private long latency() {
        long base = MILLI / 2 + random.nextLong(2 * MILLI);
        return scenario.slow() > 0 && random.nextInt(1000) < scenario.slow()
                ? base + random.nextLong(80 * MILLI)
                : base;
    }

    private static String key(String from, String to, String kind) {
        return from + ">" + to + ":" + kind;
    }

    // ---- the schedule
    // ----------------------------------------------------------------------------------------------

    private SimulatedNode node(String name) {
        int index = name.charAt(0) - 'a';
        if (name.length() != 1 || index < 0 || index >= nodes.size()) {
            throw new IllegalArgumentException("no node " + name);
        }
        return nodes.get(index);
    }

    private void act(Action action) {
        switch (action.verb()) {
            case "crash" ->
                crash(
                        node(action.arg(0)),
                        action.args().size() < 2 || action.arg(1).equals("certified"));
            case "tear" -> node(action.arg(0)).crashAfterOutputs = (int) action.number(1);
            case "start" -> start(node(action.arg(0)));
            case "wipe" -> node(action.arg(0)).durable = new StoredState();
            case "pause" -> {
                var node = node(action.arg(0));
                node.pausedUntil = world + action.number(1) * MILLI;
            }
            case "cut" -> cut[node(action.arg(0)).index][node(action.arg(1)).index] = true;
            case "partition" -> partition(action.arg(0));
            case "heal" -> {
                for (var row : cut) {
                    Arrays.fill(row, false);
                }
            }
            case "tell", "ask", "read" -> command(action);
            case "leave" -> input(action.arg(0), now -> new Input.LeaveByPlan(now));
            case "suspect" -> {
                var suspected = node(action.arg(1)).member.id();
                input(action.arg(0), now -> new Input.Suspected(now, suspected));
            }
            case "certify", "forge" -> {
                var dead = node(action.arg(1)).member.run();
                input(action.arg(0), now -> new Input.Certified(now, dead));
            }
            case "force" -> input(action.arg(0), now -> new Input.Force(now, (int) action.number(1)));
            case "found" -> input(action.arg(0), Input.Found::new);
            case "hold" -> held.put(key(action.arg(0), action.arg(1), action.arg(2)), new ArrayList<>());
            case "copy" -> copied.put(key(action.arg(0), action.arg(1), action.arg(2)), new ArrayList<>());
            case "release" -> {
                var key = key(action.arg(0), action.arg(1), action.arg(2));
                var frames = held.containsKey(key) ? held.remove(key) : copied.remove(key);
                if (frames != null) {
                    frames.forEach(frame -> schedule(world + latency(), node(action.arg(1)), frame));
                }
            }
            case "work" -> work = action.number(0) * MILLI;
            case "jump" -> node(action.arg(0)).clockOrigin += action.number(1) * MILLI;
            case "expect" -> expect(action);
            default -> throw new IllegalArgumentException("unknown verb in '" + action + "'");
        }
    }

    private interface InputAt {
        Input at(long now);
    }

    private void input(String name, InputAt input) {
        var node = node(name);
        if (node.isUp()) {
            step(node, input.at(node.clock(world)));
        }
    }

    private void partition(String groups) {
        var sides = groups.split("/", -1);
        for (int i = 0; i < sides.length; i++) {
            for (int j = 0; j < sides.length; j++) {
                for (var a : sides[i].split(",", -1)) {
                    for (var b : sides[j].split(",", -1)) {
                        cut[node(a).index][node(b).index] = i != j;
                    }
                }
            }
        }
    }

    private void command(Action action) {
        int shard = (int) action.number(1) % scenario.shards();
        var entity = action.args().size() > 2 ? action.arg(2) : "e";
        boolean ask = !action.verb().equals("tell");
        boolean read = action.verb().equals("read");
        var op = new Op(nextOp++, action.arg(0), read, ask, world);
        if (!ask && node(action.arg(0)).isUp()) {
            judge.told(shard, op);
        }
        input(
                action.arg(0),
                now -> ask
                        ? new Input.Ask(now, shard, entity, op, now + 1_500 * MILLI)
                        : new Input.Tell(now, shard, entity, op));
    }

    private void expect(Action action) {
        var newest = judge.newest();
        boolean holds = switch (action.arg(0)) {
            case "owner" ->
                newest.isPresent()
                        && newest.get()
                                .table()
                                .of((int) action.number(1))
                                .isOwnedBy(node(action.arg(2)).member.id());
            case "waiting" ->
                newest.isPresent()
                        && newest.get().table().of((int) action.number(1)).owner() == null;
            case "state" -> {
                var process = node(action.arg(1)).process;
                yield process != null && process.state((int) action.number(2)) == ShardState.valueOf(action.arg(3));
            }
            case "epoch" -> {
                var process = node(action.arg(1)).process;
                yield process != null
                        && process.configuration().isPresent()
                        && process.configuration().get().epoch() == action.number(2);
            }
            case "member", "outside" -> {
                var process = node(action.arg(1)).process;
                boolean member = process != null && process.isMember();
                yield member == action.arg(0).equals("member");
            }
            case "committed" -> judge.committedCount((int) action.number(1)) == action.number(2);
            case "answered" -> answered == action.number(1);
            case "ended" -> ended == action.number(1);
            case "dead" -> deadLetters == action.number(1);
            default -> throw new IllegalArgumentException("unknown expectation in '" + action + "'");
        };
        if (!holds) {
            judge.violated(
                    "expectation",
                    action + " does not hold: " + newest.map(Object::toString).orElse("no grid") + ", answered "
                            + answered + ", ended " + ended + ", dead letters " + deadLetters);
        }
    }

    // ---- liveness
    // --------------------------------------------------------------------------------------------------

    /// When faults have stopped, every shard that can be served is served within a bound. What is beyond
    /// healing is left out: a majority of voters that is gone for good, and shards of which no copy is left
    /// (which an operator then forces).
    private void judgeLiveness() {
        if (judge.violation().isPresent()) {
            return;
        }
        var newest = newestAlive();
        if (newest.isEmpty() || !canDecide(newest.get())) {
            return;
        }
        long until = world + LIVENESS;
        int wanted = -1;
        while (world < until && judge.violation().isEmpty()) {
            var member = nodes.stream()
                    .filter(node -> node.process != null && node.process.isMember())
                    .findFirst();
            var configuration = newestAlive().orElseThrow();
            boolean served = true;
            for (int s = 0; s < scenario.shards(); s++) {
                int shard = s;
                var row = configuration.table().of(s);
                if (row.owner() == null && row.inSync().stream().noneMatch(this::isAlive)) {
                    nodes.stream()
                            .filter(SimulatedNode::isUp)
                            .forEach(node -> input(node.name, now -> new Input.Force(now, shard)));
                }
                served &= nodes.stream()
                        .anyMatch(node -> node.process != null && node.process.state(shard) == ShardState.ACTIVE);
            }
            if (served && member.isPresent() && wanted < 0) {
                wanted = ended + scenario.shards();
                int before = answered;
                for (int s = 0; s < scenario.shards(); s++) {
                    command(Action.of(0, "ask", member.get().name, s));
                }
                runUntil(world + 400 * MILLI);
                if (answered - before >= scenario.shards()) {
                    while (judge.hasOpenTells()
                            && world < until
                            && judge.violation().isEmpty()) {
                        runUntil(world + 40 * MILLI);
                    }
                    judge.nothingForgotten();
                    return;
                }
                wanted = -1;
                continue;
            }
            runUntil(world + 40 * MILLI);
        }
        if (judge.violation().isEmpty()) {
            judge.violated(
                    "liveness",
                    "not every shard answers within " + LIVENESS / MILLI + " ms of the last fault: "
                            + judge.newest().map(Object::toString).orElse("no grid"));
        }
    }

    /// The newest configuration that a running process knows: one that only the dead knew does not help.
    private Optional<Configuration> newestAlive() {
        return nodes.stream()
                .map(node -> node.process)
                .filter(Objects::nonNull)
                .flatMap(process -> process.configuration().stream())
                .max(Comparator.comparingLong(Configuration::epoch));
    }

    private boolean isAlive(MemberId id) {
        var node = byId.get(id);
        return node != null && node.isUp() && node.member.id().equals(id);
    }

    private boolean canDecide(Configuration configuration) {
        long alive = configuration.voters().stream().filter(this::isAlive).count();
        return alive >= configuration.majority();
    }

    private void say(String who, String what) {
        if (trace != null) {
            trace.accept("%8.1f %s %s%s".formatted(world / 1e6, who, " ".repeat(Math.max(0, 4 - who.length())), what));
        }
    }
}
