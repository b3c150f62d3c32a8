package dev.understudy.remoting;

import static java.time.Duration.ofSeconds;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Props;
import dev.understudy.actor.RestartType;
import dev.understudy.actor.Signal;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.remoting.TestMembers.Here;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A parent and its children on some of several nodes, with all that is heard of them while their nodes live.
final class Family implements AutoCloseable {
    private static final RemoteRecipe<Birth, Object> CHILD = RemoteRecipe.of("child", Birth.class, Object.class);

    /// What a child is told at its start.
    ///
    /// @param activation counts the starts of its parent, which may come back on another node
    /// @param parent counts the behaviors that its parent has had
    record Birth(String name, int activation, int parent) {}

    /// A child to be.
    ///
    /// @param where the nodes that it may run on, the best first; none for a plain child of the parent's JVM
    record Kid(String name, List<String> where, RestartType type) {
        Props<Object> props(Family family, Birth birth) {
            if (where.isEmpty()) {
                return Props.<Object>of(context -> family.child(context, birth)).restartType(type);
            }
            var placement =
                    where.stream().map(Placement::on).reduce(Placement::orElse).orElseThrow();
            return CHILD.restartType(type).on(placement, birth);
        }
    }

    /// Ways to fail.
    enum Failure {
        IN_RECEIVE,
        IN_SIGNAL,
        STOPS_ITSELF
    }

    /// The order to do so.
    record Fail(Failure how) {}

    /// To a parent: stop this child.
    private record Dismiss(String name) {}

    /// The behavior of a child, from its start to its end.
    ///
    /// @param self leads straight there, without the network
    /// @param number counts them, in the order in which they started
    record Run(Birth birth, String node, ActorSystem system, ActorRef<Object> self, int number) {
        String name() {
            return birth.name();
        }
    }

    private final TestMembers members;
    private final Map<String, Here> up = new LinkedHashMap<>();
    private final Set<ActorSystem> dead = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<String> heard = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private final Map<String, ActorRef<Object>> children = new LinkedHashMap<>();
    private final Map<ActorRef<?>, List<Signal.Cause>> ends = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private Optional<ActorRef<Dismiss>> parent = Optional.empty();
    private String parentsNode = "";
    private Predicate<Birth> failsToStart = _ -> false;
    private Consumer<Run> onStart = _ -> {};
    private int activations;
    private int parents;
    private int starts;

    Family(long seed) {
        members = new TestMembers(seed);
    }

    TestMembers members() {
        return members;
    }

    /// Events since they were last [forgotten][#forget]: who, what, and on which node.
    List<String> heard() {
        return List.copyOf(heard);
    }

    void forget() {
        heard.clear();
    }

    /// What runs now.
    List<Run> runs() {
        return List.copyOf(runs);
    }

    /// The refs that the parent's last behavior has got, by the names of the children.
    Map<String, ActorRef<Object>> children() {
        return Map.copyOf(children);
    }

    /// How the ends of the parent and its children were told to a watcher beside them.
    Map<ActorRef<?>, List<Signal.Cause>> ends() {
        return Map.copyOf(ends);
    }

    /// How often the parent was started.
    int activations() {
        return activations;
    }

    /// Whether there is a parent, on a node that lives.
    boolean hasParent() {
        return parent.isPresent() && !ends.containsKey(parent.get());
    }

    /// Hears of each behavior of a child before it counts among those that run.
    void onStart(Consumer<Run> listener) {
        onStart = listener;
    }

    /// Children for which this holds fail when they are made.
    void failToStart(Predicate<Birth> whom) {
        failsToStart = whom;
    }

    // ---- nodes

    boolean isUp(String node) {
        return up.containsKey(node);
    }

    Here node(String name) {
        return Optional.ofNullable(up.get(name)).orElseThrow();
    }

    private boolean lives(ActorSystem system) {
        return !dead.contains(system);
    }

    void start(String name) {
        var here = members.start(
                TransportConfig.named(name),
                registry -> registry.register("fail", Fail.class).register("birth", Birth.class),
                messaging -> messaging.offer(CHILD, this::child, props -> props));
        here.system().internals().attach(ReturningParents.class, path -> {
            var epoch = path.startsWith("/user/parent/") ? epochs.get(name) : null;
            return epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch);
        });
        up.put(name, here);
    }

    /// Starts some, and lets them hear of each other.
    void start(List<String> names) {
        names.forEach(this::start);
        members.advance(ofSeconds(1));
    }

    /// The node is gone without a word, and nothing that happens in its JVM is heard any more.
    void crash(String name) {
        var gone = node(name).system();
        up.remove(name);
        dead.add(gone);
        runs.removeIf(run -> run.system() == gone);
        parent = parent.filter(_ -> !parentsNode.equals(name));
        members.crash(name);
    }

    /// The node leaves as it should.
    void leave(String name) {
        members.leave(name);
        up.remove(name);
    }

    // ---- the parent

    /// Starts the parent on a node.
    void raise(String node, SupervisorStrategy strategy, List<Kid> kids) {
        var system = node(node).system();
        ActorRef<ActorRef<?>> watcher = system.spawn("watcher", this::watcher);
        int activation = ++activations;
        parentsNode = node;
        parent = Optional.of(system.<Dismiss>spawn("parent", context -> {
            if (!lives(system)) {
                return _ -> {};
            }
            context.supervise(strategy);
            parents++;
            if (parents > 1) {
                heard.add("parent again");
            }
            for (var kid : kids) {
                var child = context.spawn(kid.name(), kid.props(this, new Birth(kid.name(), activation, parents)));
                children.put(kid.name(), child);
                watcher.tell(child);
            }
            return dismiss -> context.child(dismiss.name()).ifPresent(context::stop);
        }));
        watcher.tell(parent.orElseThrow());
    }

    /// Starts a parent that comes back if its node is lost.
    ///
    /// @param epoch of this activation of it
    void raise(String node, long epoch, SupervisorStrategy strategy, List<Kid> kids) {
        epochs.put(node, epoch);
        raise(node, strategy, kids);
    }

    /// The parent, if it is there, stops this child.
    void dismiss(String name) {
        parent.ifPresent(present -> present.tell(new Dismiss(name)));
    }

    private Behavior<ActorRef<?>> watcher(ActorContext<ActorRef<?>> context) {
        return new Behavior<>() {
            @Override
            public void receive(ActorRef<?> ref) {
                context.watch(ref);
            }

            @Override
            public void onSignal(Signal signal) {
                if (signal instanceof Signal.Terminated(var ref, var cause)) {
                    ends.computeIfAbsent(ref, _ -> new ArrayList<>()).add(cause);
                }
            }
        };
    }

    // ---- its children

    private Behavior<Object> child(ActorContext<Object> context, Birth birth) {
        var system = context.system();
        if (failsToStart.test(birth)) {
            throw new IllegalStateException("on purpose, at the start");
        }
        var run = new Run(birth, system.name(), system, context.self(), ++starts);
        if (lives(system)) {
            onStart.accept(run);
            runs.add(run);
            note(run, "starts");
        }
        return new Behavior<>() {
            @Override
            public void receive(Object message) {
                switch (message) {
                    case Fail(var how) when how == Failure.STOPS_ITSELF -> context.stop();
                    case Fail(var how)
                    when how == Failure.IN_SIGNAL -> {
                        var doomed = context.spawn(inner -> {
                            inner.stop();
                            return _ -> {};
                        });
                        context.watch(doomed);
                    }
                    case Fail _ -> throw new IllegalStateException("on purpose");
                    default -> note(run, "got " + message);
                }
            }

            @Override
            public void onSignal(Signal signal) {
                switch (signal) {
                    case Signal.Terminated _ -> throw new IllegalStateException("on purpose, in a signal");
                    default -> {
                        note(run, signal.getClass().getSimpleName());
                        runs.remove(run);
                    }
                }
            }
        };
    }

    private void note(Run run, String what) {
        if (lives(run.system())) {
            heard.add("%s %s on %s".formatted(run.name(), what, run.node()));
        }
    }

    /// What runs under this name fails; nothing if nothing does.
    void fail(String name, Failure how) {
        runs.stream()
                .filter(run -> run.name().equals(name))
                .toList()
                .forEach(run -> run.self().tell(new Fail(how)));
    }

    @Override
    public void close() {
        members.network().heal();
        members.network().setLoss(0);
        members.network().setDelay(Duration.ZERO, Duration.ZERO);
        members.advance(ofSeconds(1));
        members.close();
    }
}
