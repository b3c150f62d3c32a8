package dev.understudy.remoting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.RestartType;
import dev.understudy.cluster.Incarnation;
import dev.understudy.remoting.ChildProxy.Problem;
import dev.understudy.remoting.Link.Bundle;
import dev.understudy.remoting.PostedChildren.Output;
import dev.understudy.serialization.Encoded;
import dev.understudy.serialization.RemoteFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A parent and its child on some of several nodes, under loss, doubling, reordering, deaths and one-sided views, all
/// drawn from a seed. The stand-in and the children here are models that refuse whatever an actor would not do.
class ChildSimulationTest {
    private static final int STEPS = 300;
    private static final String CHILD = "child";
    private static final Incarnation PARENT = new Incarnation(1, 0);
    private static final RemoteFailure FAILURE = RemoteFailure.of(new IllegalStateException("on purpose"));
    private static final ChildOrder.Spawn SPAWN =
            new ChildOrder.Spawn("recipe", "child", RestartType.TRANSIENT, new Encoded(new byte[0]), null);

    /// One frame on its way, between the parent's node and another.
    private sealed interface Frame {
        /// The other node.
        Incarnation other();

        record Orders(Incarnation other, long posting, long least, Bundle<ChildOrder> bundle) implements Frame {}

        record News(Incarnation other, long posting, Bundle<ChildNews> bundle) implements Frame {}

        record NoChild(Incarnation other, long posting) implements Frame {}

        record NoParent(Incarnation other, long posting) implements Frame {}
    }

    /// A child as an actor would be: has one state, and obeys only what fits.
    private static final class Child {
        enum State {
            UNBORN,
            RUNNING,
            FAILED,
            HALTED,
            GONE
        }

        State state = State.UNBORN;
        boolean isToHalt;
        boolean isToStop;
    }

    /// One node, with all children that it ever had.
    private static final class Host {
        final HostedPostings<Child> postings = new HostedPostings<>();
        final List<Child> children = new ArrayList<>();
    }

    /// The stand-in as the actor room has it.
    private enum Cell {
        STARTING,
        RUNNING,
        SUSPENDED,
        HALTING,
        HALTED,
        STOPPING,
        GONE
    }

    private static final class World {
        final Random random;
        final PostedChildren<String> posted = new PostedChildren<>();
        final Map<Incarnation, Host> nodes = new TreeMap<>();
        /// Nodes that the parent's does not see, and those that do not see the parent's.
        final Set<Incarnation> unseen = new HashSet<>();
        final Set<Incarnation> blind = new HashSet<>();
        final List<Frame> network = new ArrayList<>();
        Cell cell = Cell.STARTING;
        boolean canResume;
        boolean isCalm;
        long now;
        long born = PARENT.high();

        World(long seed) {
            random = new Random(seed);
            posted.adopt(CHILD, SPAWN);
            for (int i = 0; i < 3; i++) {
                nodes.put(new Incarnation(++born, 0), new Host());
            }
        }

        // ---- the parent's side

        void decide(Function<ChildProxy, List<ChildProxy.Action>> step) {
            parent(posted.decide(CHILD, now, step));
        }

        void parent(List<Output<String>> outputs) {
            for (var output : outputs) {
                switch (output) {
                    case Output.Orders<String>(var to, long number, long least, var bundle) -> {
                        assertThat(least).isLessThanOrEqualTo(number);
                        network.add(new Frame.Orders(to, number, least, bundle));
                    }
                    case Output.NoParent<String>(var to, long number) -> network.add(new Frame.NoParent(to, number));
                    case Output.Choose<String> _ -> place();
                    case Output.Tell<String>(var _, var what) -> told(what);
                    case Output.Condemn<String> _, Output.Acquit<String> _ -> {}
                    case Output.Ask<String> _ -> throw new AssertionError("the parent does not come back elsewhere");
                }
            }
        }

        private void told(ChildProxy.Action what) {
            switch (what) {
                case ChildProxy.Action.Started _ -> {
                    assertThat(cell).isEqualTo(Cell.STARTING);
                    cell = Cell.RUNNING;
                }
                case ChildProxy.Action.Failed(var problem, boolean hasBehavior) -> {
                    assertThat(cell).isIn(Cell.STARTING, Cell.RUNNING);
                    assertThat(hasBehavior && !(problem instanceof Problem.Thrown))
                            .isFalse();
                    canResume = hasBehavior;
                    cell = Cell.SUSPENDED;
                }
                case ChildProxy.Action.Halted() -> {
                    assertThat(cell).isEqualTo(Cell.HALTING);
                    cell = Cell.HALTED;
                }
                case ChildProxy.Action.Gone _ -> {
                    assertThat(cell).isNotEqualTo(Cell.GONE);
                    cell = Cell.GONE;
                }
                default -> throw new AssertionError("not for a stand-in: " + what);
            }
        }

        private void place() {
            var possible = nodes.keySet().stream()
                    .filter(node -> !unseen.contains(node))
                    .toList();
            now++;
            parent(
                    possible.isEmpty()
                            ? posted.nowhere(CHILD, "nobody is in view", false, now)
                            : posted.placed(CHILD, possible.get(random.nextInt(possible.size())), now));
        }

        /// The parent decides something, as a supervisor may.
        void decide() {
            switch (cell) {
                case SUSPENDED -> {
                    if (canResume && random.nextBoolean()) {
                        cell = Cell.RUNNING;
                        decide(ChildProxy::resume);
                    } else {
                        halt();
                    }
                }
                case HALTED -> {
                    cell = Cell.STARTING;
                    decide(proxy -> proxy.start(now));
                }
                case STARTING, RUNNING -> {
                    if (random.nextInt(4) == 0) {
                        halt();
                    }
                }
                case HALTING, STOPPING, GONE -> {}
            }
        }

        private void halt() {
            cell = Cell.HALTING;
            decide(proxy -> proxy.halt(FAILURE));
        }

        void stop() {
            if (cell != Cell.GONE && cell != Cell.STOPPING) {
                cell = Cell.STOPPING;
                decide(ChildProxy::stop);
            }
        }

        // ---- the child's side

        void host(Incarnation node, List<HostedPostings.Output<Child>> outputs) {
            for (var output : outputs) {
                switch (output) {
                    case HostedPostings.Output.News<Child>(var to, var _, var bundle) ->
                        network.add(new Frame.News(node, to.number(), bundle));
                    case HostedPostings.Output.NoChild<Child>(var to) ->
                        network.add(new Frame.NoChild(node, to.number()));
                    case HostedPostings.Output.Obey<Child>(var child, var order) -> obey(node, child, order);
                    case HostedPostings.Output.TakenUp<Child> _ ->
                        throw new AssertionError("the parent does not come back elsewhere");
                }
            }
        }

        private void heard(Incarnation node, Child child, ChildNews news) {
            host(node, at(node).postings.heard(child, news));
        }

        private Host at(Incarnation node) {
            return nodes.getOrDefault(node, new Host());
        }

        private void obey(Incarnation node, Child child, ChildOrder order) {
            switch (order) {
                case ChildOrder.Spawn _ -> {
                    assertThat(child.state).isEqualTo(Child.State.UNBORN);
                    at(node).children.add(child);
                    start(node, child);
                }
                case ChildOrder.Resume() -> {
                    if (child.state != Child.State.GONE) {
                        assertThat(child.state).isEqualTo(Child.State.FAILED);
                        child.state = Child.State.RUNNING;
                    }
                }
                case ChildOrder.Halt _ -> {
                    assertThat(child.isToHalt).isFalse();
                    child.isToHalt = true;
                }
                case ChildOrder.Recreate() -> {
                    if (child.state != Child.State.GONE) {
                        assertThat(child.state).isEqualTo(Child.State.HALTED);
                        start(node, child);
                    }
                }
                case ChildOrder.Stop() -> child.isToStop = true;
            }
        }

        private void start(Incarnation node, Child child) {
            boolean isStarted = isCalm || random.nextInt(5) != 0;
            child.state = isStarted ? Child.State.RUNNING : Child.State.FAILED;
            heard(node, child, isStarted ? new ChildNews.Started(1) : new ChildNews.Failed(FAILURE, false, false));
        }

        /// A child does something: what it was ordered to, or fails, or stops itself.
        void live(Incarnation node) {
            for (var child : List.copyOf(at(node).children)) {
                boolean stopsItself = child.state == Child.State.RUNNING && random.nextInt(30) == 0;
                if (!obeys(node, child, stopsItself) && child.state == Child.State.RUNNING && random.nextInt(4) == 0) {
                    child.state = Child.State.FAILED;
                    heard(node, child, new ChildNews.Failed(FAILURE, true, false));
                }
            }
        }

        private boolean obeys(Incarnation node, Child child, boolean stopsItself) {
            if (child.state == Child.State.GONE) {
                return true;
            }
            if (child.isToStop || stopsItself) {
                child.state = Child.State.GONE;
                heard(node, child, new ChildNews.Gone(null));
                return true;
            }
            if (child.isToHalt) {
                child.isToHalt = false;
                child.state = Child.State.HALTED;
                heard(node, child, new ChildNews.Halted());
                return true;
            }
            return false;
        }

        // ---- the network

        void deliver(int index) {
            switch (network.remove(index)) {
                case Frame.Orders(var to, long number, long least, var bundle) -> {
                    if (nodes.containsKey(to) && !blind.contains(to)) {
                        host(
                                to,
                                at(to).postings
                                        .received(new HostedPostings.Id(PARENT, number), least, bundle, fresh(bundle)));
                    }
                }
                case Frame.News(var from, long number, var bundle) -> {
                    if (!unseen.contains(from)) {
                        parent(posted.received(from, number, bundle, now));
                    }
                }
                case Frame.NoChild(var from, long number) -> {
                    if (!unseen.contains(from)) {
                        parent(posted.notHere(from, number, now));
                    }
                }
                case Frame.NoParent(var to, long number) -> {
                    if (!blind.contains(to)) {
                        host(to, at(to).postings.noParent(new HostedPostings.Id(PARENT, number)));
                    }
                }
            }
        }

        private Optional<HostedPostings.Fresh<Child>> fresh(Bundle<ChildOrder> bundle) {
            boolean isSpawn = !bundle.items().isEmpty() && bundle.items().getFirst() instanceof ChildOrder.Spawn;
            Optional<String> refusal = random.nextInt(10) == 0 ? Optional.of("drawn") : Optional.empty();
            return isSpawn ? Optional.of(new HostedPostings.Fresh<>(new Child(), SPAWN, refusal)) : Optional.empty();
        }

        void views() {
            now++;
            var seen = new LinkedHashSet<>(nodes.keySet());
            seen.removeAll(unseen);
            parent(posted.inView(seen, now));
            nodes.forEach(
                    (node, host) -> host(node, host.postings.inView(blind.contains(node) ? Set.of() : Set.of(PARENT))));
        }

        /// Everybody sees everybody. As a transport has it, two of which one had lost the other have both, and nothing
        /// of what they sent meanwhile arrives.
        void meet() {
            var apart = new HashSet<>(unseen);
            apart.addAll(blind);
            unseen.addAll(apart);
            blind.addAll(apart);
            views();
            network.removeIf(frame -> apart.contains(frame.other()));
            unseen.clear();
            blind.clear();
            views();
        }

        void tick() {
            parent(posted.tick(now));
            nodes.forEach((node, host) -> host(node, host.postings.tick(_ -> false)));
        }

        private Incarnation any() {
            return List.copyOf(nodes.keySet()).get(random.nextInt(nodes.size()));
        }

        void mishap() {
            switch (random.nextInt(12)) {
                case 0 -> {
                    nodes.remove(any());
                    nodes.put(new Incarnation(++born, 0), new Host());
                    views();
                }
                case 1 -> {
                    unseen.add(any());
                    views();
                }
                case 2 -> {
                    blind.add(any());
                    views();
                }
                case 3, 4 -> meet();
                default -> {
                    if (!network.isEmpty()) {
                        int index = random.nextInt(network.size());
                        if (random.nextBoolean()) {
                            network.remove(index);
                        } else {
                            network.add(network.get(index));
                        }
                    }
                }
            }
        }

        void step() {
            switch (random.nextInt(10)) {
                case 0 -> mishap();
                case 1 -> tick();
                case 2, 3 -> live(any());
                case 4, 5 -> decide();
                default -> {
                    if (!network.isEmpty()) {
                        deliver(random.nextInt(network.size()));
                    }
                }
            }
        }

        /// From now on nothing is lost, everybody sees everybody, children don't fail, and the parent restarts.
        void calm() {
            isCalm = true;
            meet();
            for (int i = 0; i < 40; i++) {
                tick();
                while (!network.isEmpty()) {
                    deliver(random.nextInt(network.size()));
                }
                nodes.keySet().forEach(this::obeyAll);
                if (cell == Cell.SUSPENDED || cell == Cell.HALTED) {
                    decide();
                }
            }
        }

        /// As [#live], of their own accord they do nothing.
        private void obeyAll(Incarnation node) {
            for (var child : List.copyOf(at(node).children)) {
                obeys(node, child, false);
            }
        }

        List<Child> living() {
            return nodes.values().stream()
                    .flatMap(host -> host.children.stream())
                    .filter(child -> child.state != Child.State.GONE)
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 2_000, 3_000, 4_000})
    void afterEveryTroubleThereIsOneChildOrTheParentKnowsThatThereIsNone(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + 400; seed++) {
            var world = new World(seed);
            world.decide(proxy -> proxy.start(world.now));
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }

            world.calm();

            if (world.cell == Cell.GONE) {
                assertThat(world.living()).as("seed %d", seed).isEmpty();
            } else {
                assertThat(world.cell).as("seed %d", seed).isEqualTo(Cell.RUNNING);
                assertThat(world.living())
                        .as("seed %d", seed)
                        .singleElement()
                        .satisfies(child -> assertThat(child.state).isEqualTo(Child.State.RUNNING));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10_000, 11_000, 12_000})
    void whenTheParentStopsNoChildIsLeft(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + 400; seed++) {
            var world = new World(seed);
            world.decide(proxy -> proxy.start(world.now));
            int stopsAt = world.random.nextInt(STEPS);
            for (int step = 0; step < STEPS; step++) {
                if (step == stopsAt) {
                    world.stop();
                }
                world.step();
            }

            world.calm();

            assertThat(world.cell).as("seed %d", seed).isEqualTo(Cell.GONE);
            assertThat(world.living()).as("seed %d", seed).isEmpty();
        }
    }
}
