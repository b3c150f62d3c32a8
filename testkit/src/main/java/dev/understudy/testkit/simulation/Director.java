package dev.understudy.testkit.simulation;

import dev.understudy.cluster.ProcessIdentity;
import dev.understudy.sharding.ownership.Input;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.ShardState;
import dev.understudy.sharding.ownership.StoredState;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/// Does to a world what a schedule says, and checks what it expects.
///
/// **Verbs of a schedule.** `crash N [certified|silent]`, `tear N K` (the next step of N is cut after K
/// outputs, then N crashes), `start N` (with its disk, if it has one), `wipe N`, `pause N MILLIS`, `cut A B`
/// (frames from A to B are lost), `partition A,B/C,D`, `heal`, `tell N SHARD [ENTITY]`, `ask N SHARD [ENTITY]`,
/// `read N SHARD [ENTITY]`, `leave N`, `suspect N M`, `certify N M` (a proof of M's death that only N gets),
/// `forge N M` (a false one), `container N HOST NAMESPACE PID`, `look N M` (N looks for M's process id where N
/// runs), `force N SHARD`, `drop N M` (M left and is not expected back), `found N`, `hold A B KIND` and
/// `release A B KIND` (frames of one kind are kept back), `copy A B KIND` (from here on each such frame is
/// remembered and delivered once more at its release), `outage MILLIS` (nobody reaches the store), `unplug N
/// MILLIS` (N does not), `work MILLIS` (how long turns take), `jump N MILLIS` (N's clock goes on at once),
/// `suspend N MILLIS` (N stops, and its clock with it), and `expect …`: `owner SHARD N`, `state N SHARD STATE`,
/// `epoch N E`, `member N`, `outside N`, `voters A,B,…`, `committed SHARD COUNT`, `answered COUNT`, `ended
/// COUNT`, `dead COUNT`, `waiting SHARD`.
final class Director {
    private static final long MILLI = SimulatedWorld.MILLI;

    private final SimulatedWorld world;
    private final SimulatedNetwork network;
    private int nextOp = 1;

    Director(SimulatedWorld world) {
        this.world = world;
        this.network = world.network();
    }

    void act(Action action) {
        switch (action.verb()) {
            case "crash" ->
                world.crash(
                        node(action.arg(0)),
                        action.args().size() < 2 || action.arg(1).equals("certified"));
            case "tear" -> node(action.arg(0)).crashAfterOutputs = (int) action.number(1);
            case "start" -> world.start(node(action.arg(0)));
            case "wipe" -> node(action.arg(0)).durable = new StoredState();
            case "pause" -> {
                var node = node(action.arg(0));
                node.pausedUntil = world.now() + action.number(1) * MILLI;
                node.catchesUpUntil = Math.max(node.catchesUpUntil, node.pausedUntil);
            }
            case "cut" -> network.separate(node(action.arg(0)), node(action.arg(1)), true);
            case "partition" -> partition(action.arg(0));
            case "heal" -> {
                network.heal();
                world.meet();
            }
            case "tell", "ask", "read" -> command(action);
            case "leave" -> input(action.arg(0), now -> new Input.LeaveByPlan(now));
            case "suspect" -> {
                var suspected = node(action.arg(1)).member.id();
                input(action.arg(0), now -> new Input.Suspected(now, suspected));
            }
            case "certify", "forge" -> {
                var dead = node(action.arg(1)).member.run();
                input(action.arg(0), now -> new Input.Certified(now, dead, "PROCESS"));
            }
            case "container" -> {
                var node = node(action.arg(0));
                node.identity = new ProcessIdentity(action.arg(1), action.number(2), action.number(3), 1);
            }
            case "look" -> world.look(node(action.arg(0)), node(action.arg(1)));
            case "force" -> input(action.arg(0), now -> new Input.Force(now, (int) action.number(1)));
            case "drop" -> {
                var departed = node(action.arg(1)).member.id();
                input(action.arg(0), now -> new Input.DropVoter(now, departed));
            }
            case "found" -> input(action.arg(0), Input.Found::new);
            case "hold" -> network.hold(node(action.arg(0)), node(action.arg(1)), action.arg(2));
            case "copy" -> network.copy(node(action.arg(0)), node(action.arg(1)), action.arg(2));
            case "release" -> network.release(node(action.arg(0)), node(action.arg(1)), action.arg(2));
            case "outage" -> world.store().goDown(world.now() + action.number(0) * MILLI);
            case "unplug" -> node(action.arg(0)).unpluggedUntil = world.now() + action.number(1) * MILLI;
            case "work" -> world.work(action.number(0) * MILLI);
            case "jump" -> world.disturbClock(node(action.arg(0)), action.number(1) * MILLI, 0);
            case "suspend" -> world.disturbClock(node(action.arg(0)), 0, action.number(1) * MILLI);
            case "expect" -> expect(action);
            default -> throw new IllegalArgumentException("unknown verb in '" + action + "'");
        }
    }

    private SimulatedNode node(String name) {
        return world.node(name);
    }

    private void input(String name, LongFunction<Input> input) {
        world.input(node(name), input);
    }

    private void partition(String groups) {
        var sides = groups.split("/", -1);
        for (int i = 0; i < sides.length; i++) {
            for (int j = 0; j < sides.length; j++) {
                for (var a : sides[i].split(",", -1)) {
                    for (var b : sides[j].split(",", -1)) {
                        network.separate(node(a), node(b), i != j);
                    }
                }
            }
        }
        world.meet();
    }

    /// The number of the next command.
    int nextOp() {
        return nextOp;
    }

    /// A client tells or asks.
    void command(Action action) {
        int shard = (int) action.number(1) % world.scenario().shards();
        var entity = action.args().size() > 2 ? action.arg(2) : "e";
        boolean ask = !action.verb().equals("tell");
        boolean read = action.verb().equals("read");
        var op = new Op(nextOp++, action.arg(0), read, ask, world.now());
        if (!ask && node(action.arg(0)).isUp()) {
            world.judge().told(shard, op);
        }
        var sender = node(action.arg(0));
        if (sender.isUp()) {
            world.callers().began(op, shard, "%s#%d/%s".formatted(sender.name, sender.generation, entity));
        }
        input(
                action.arg(0),
                now -> ask
                        ? new Input.Ask(now, shard, entity, op, now + 1_500 * MILLI)
                        : new Input.Tell(now, shard, entity, op));
    }

    private void expect(Action action) {
        var newest = world.judge().newest();
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
            case "voters" ->
                newest.isPresent()
                        && newest.get().voters().stream()
                                .map(MemberId::value)
                                .collect(Collectors.joining(","))
                                .equals(action.arg(1));
            case "member", "outside" -> {
                var process = node(action.arg(1)).process;
                boolean member = process != null && process.isMember();
                yield member == action.arg(0).equals("member");
            }
            case "committed" -> world.judge().committedCount((int) action.number(1)) == action.number(2);
            case "answered" -> world.observer().answered() == action.number(1);
            case "ended" -> world.observer().ended() == action.number(1);
            case "dead" -> world.observer().deadLetters() == action.number(1);
            default -> throw new IllegalArgumentException("unknown expectation in '" + action + "'");
        };
        if (!holds) {
            world.judge()
                    .violated(
                            "expectation",
                            action + " does not hold: "
                                    + newest.map(Object::toString).orElse("no grid") + ", answered "
                                    + world.observer().answered() + ", ended "
                                    + world.observer().ended() + ", dead letters "
                                    + world.observer().deadLetters());
        }
    }
}
