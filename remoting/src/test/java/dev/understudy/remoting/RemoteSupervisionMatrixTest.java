package dev.understudy.remoting;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Directive;
import dev.understudy.actor.Props;
import dev.understudy.actor.RestartType;
import dev.understudy.actor.Signal;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.actor.SupervisorStrategy.Scope;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.remoting.TestMembers.Here;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Scope × failure × directive × restart type × where the children run × which node dies, over two and three
/// nodes: the same table as for children of one JVM, in the same order, and what a lost node adds to it.
class RemoteSupervisionMatrixTest {
    private static final RemoteRecipe<String, Object> CHILD = RemoteRecipe.of("child", String.class, Object.class);
    private static final List<String> NAMES = List.of("a", "b", "c");

    /// In place of a node: a plain child of the parent's own JVM.
    private static final String PLAIN = "plain";

    /// Where a, b and c run; `p` is the parent's node.
    private static final List<List<String>> LAYOUTS = List.of(
            List.of("x", "x", "x"),
            List.of(PLAIN, "x", PLAIN),
            List.of("p", "x", "p"),
            List.of("x", PLAIN, "x"),
            List.of("x", "y", "x"),
            List.of(PLAIN, "x", "y"),
            List.of("y", "x", "p"));

    enum Failure {
        IN_RECEIVE,
        IN_SIGNAL,
        STOPS_ITSELF
    }

    record Fail(Failure how) {}

    enum Fate {
        UNTOUCHED,
        RESTARTED,
        STOPPED
    }

    private final TestMembers members = new TestMembers(5);
    private final List<String> heard = new ArrayList<>();
    private final List<ActorRef<Object>> children = new ArrayList<>();
    private boolean isBornAgain;

    @AfterEach
    void close() {
        members.close();
    }

    static Stream<Arguments> failures() {
        var rows = new ArrayList<Arguments>();
        for (var layout : LAYOUTS) {
            for (var scope : Scope.values()) {
                for (var failure : Failure.values()) {
                    for (var directive : Directive.values()) {
                        for (var type : RestartType.values()) {
                            rows.add(Arguments.of(layout, scope, failure, directive, type));
                        }
                    }
                }
            }
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachChildMeetsItsFateInOrderWhereverItRuns(
            List<String> layout, Scope scope, Failure failure, Directive directive, RestartType type) {
        start(layout, scope, directive, type);

        children.get(1).tell(new Fail(failure));
        members.advance(ofSeconds(3));

        boolean stopsForGood = failure == Failure.STOPS_ITSELF && type != RestartType.PERMANENT;
        var effective = failure == Failure.STOPS_ITSELF ? Directive.RESTART : directive;
        var fates = stopsForGood
                ? List.of(Fate.UNTOUCHED, Fate.STOPPED, Fate.UNTOUCHED)
                : fates(scope, effective, type, List.of(1));
        check(fates, List.of(), !stopsForGood && effective == Directive.ESCALATE);
    }

    static Stream<Arguments> deaths() {
        var rows = new ArrayList<Arguments>();
        for (var layout : LAYOUTS) {
            for (var dying : List.of("x", "y")) {
                if (layout.contains(dying)) {
                    for (var scope : Scope.values()) {
                        for (var directive : Directive.values()) {
                            for (var type : RestartType.values()) {
                                rows.add(Arguments.of(layout, dying, scope, directive, type));
                            }
                        }
                    }
                }
            }
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void lossOfAChildsNodeIsDecidedUponAsAnyFailure(
            List<String> layout, String dying, Scope scope, Directive directive, RestartType type) {
        start(layout, scope, directive, type);
        var lost = IntStream.range(0, 3)
                .filter(i -> layout.get(i).equals(dying))
                .boxed()
                .toList();

        members.crash(dying);
        members.advance(ofSeconds(3));

        // A child without a behavior can't be resumed.
        var effective = directive == Directive.RESUME ? Directive.RESTART : directive;
        check(fates(scope, effective, type, lost), lost, effective == Directive.ESCALATE);
    }

    static Stream<Arguments> orphans() {
        var rows = new ArrayList<Arguments>();
        for (var layout : LAYOUTS) {
            for (var also : List.of("", "x", "y")) {
                rows.add(Arguments.of(layout, also));
            }
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("orphans")
    void lossOfTheParentsNodeStopsItsChildrenOnce(List<String> layout, String alsoDying) {
        start(layout, Scope.ONE_FOR_ONE, Directive.RESTART, RestartType.PERMANENT);

        members.crash("p");
        if (!alsoDying.isEmpty()) {
            members.crash(alsoDying);
        }
        members.advance(ofSeconds(10));

        var orphans = IntStream.range(0, 3)
                .filter(i -> List.of("x", "y").contains(layout.get(i))
                        && !layout.get(i).equals(alsoDying))
                .mapToObj(i -> NAMES.get(i) + " PostStop")
                .toList();
        assertThat(heard).containsExactlyInAnyOrderElementsOf(orphans);
    }

    // ---- the table in words

    /// What becomes of a, b and c when these fail at about the same time.
    private static List<Fate> fates(Scope scope, Directive directive, RestartType type, List<Integer> failing) {
        int first = failing.getFirst();
        return IntStream.range(0, 3)
                .mapToObj(i -> {
                    boolean isReached = failing.contains(i)
                            || scope == Scope.ALL_FOR_ONE
                            || (scope == Scope.REST_FOR_ONE && i > first);
                    return switch (directive) {
                        case RESUME -> Fate.UNTOUCHED;
                        case STOP -> isReached ? Fate.STOPPED : Fate.UNTOUCHED;
                        case RESTART -> {
                            if (type == RestartType.TEMPORARY) {
                                yield failing.contains(i) ? Fate.STOPPED : Fate.UNTOUCHED;
                            }
                            yield isReached ? Fate.RESTARTED : Fate.UNTOUCHED;
                        }
                        // The parent fails in its turn and is restarted, so it makes all its children anew.
                        case ESCALATE -> Fate.STOPPED;
                    };
                })
                .toList();
    }

    /// @param lost those that went with their node, and so say nothing at their end
    private void check(List<Fate> fates, List<Integer> lost, boolean isEscalated) {
        var expected = new ArrayList<String>();
        for (int i = 2; i >= 0; i--) {
            if (!lost.contains(i)) {
                switch (fates.get(i)) {
                    case STOPPED -> expected.add(NAMES.get(i) + " PostStop");
                    case RESTARTED -> expected.add(NAMES.get(i) + " PreRestart");
                    case UNTOUCHED -> {}
                }
            }
        }
        int endings = expected.size();
        if (isEscalated) {
            assertThat(heard.subList(0, endings)).as("right to left").isEqualTo(expected);
            assertThat(heard.get(endings)).isEqualTo("parent again");
            assertThat(heard.subList(endings + 1, heard.size()))
                    .containsExactlyInAnyOrder("a starts", "b starts", "c starts");
            return;
        }
        for (int i = 0; i < 3; i++) {
            if (fates.get(i) == Fate.RESTARTED) {
                expected.add(NAMES.get(i) + " starts");
            }
        }
        if (lost.size() > 1) {
            // Each is a failure of its own: with one for one they come back side by side.
            assertThat(heard).containsExactlyInAnyOrderElementsOf(expected);
        } else {
            assertThat(heard)
                    .as("ends right to left, then starts left to right")
                    .isEqualTo(expected);
        }
        heard.clear();
        for (int i = 0; i < 3; i++) {
            children.get(i).tell("are you there?");
        }
        members.advance(ofSeconds(1));
        assertThat(heard)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 3)
                        .filter(i -> fates.get(i) != Fate.STOPPED)
                        .mapToObj(i -> NAMES.get(i) + " got are you there?")
                        .toList());
    }

    // ---- the grid

    private void start(List<String> layout, Scope scope, Directive directive, RestartType type) {
        var parentsNode = node("p");
        node("x");
        node("y");
        members.advance(ofSeconds(1));
        parentsNode.system().<String>spawn("parent", context -> {
            context.supervise(
                    new SupervisorStrategy(scope, _ -> directive, 3, ofMinutes(1), SupervisorStrategy.Backoff.NONE));
            for (int i = 0; i < 3; i++) {
                var child = context.spawn(NAMES.get(i), props(layout.get(i), NAMES.get(i), type));
                if (!isBornAgain) {
                    children.add(child);
                }
            }
            if (isBornAgain) {
                heard.add("parent again");
            }
            isBornAgain = true;
            return _ -> {};
        });
        members.settle();
        assertThat(heard).containsExactlyInAnyOrder("a starts", "b starts", "c starts");
        heard.clear();
    }

    private Here node(String name) {
        return members.start(
                TransportConfig.named(name),
                registry -> registry.register("fail", Fail.class),
                messaging -> messaging.offer(CHILD, this::child, props -> props));
    }

    private Props<Object> props(String where, String name, RestartType type) {
        return where.equals(PLAIN)
                ? Props.<Object>of(context -> child(context, name)).restartType(type)
                : CHILD.restartType(type).on(Placement.on(where).orElse(Placement.roundRobin()), name);
    }

    private Behavior<Object> child(ActorContext<Object> context, String name) {
        heard.add(name + " starts");
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
                    default -> heard.add(name + " got " + message);
                }
            }

            @Override
            public void onSignal(Signal signal) {
                if (signal instanceof Signal.Terminated) {
                    throw new IllegalStateException("on purpose, in a signal");
                }
                heard.add(name + " " + signal.getClass().getSimpleName());
            }
        };
    }
}
