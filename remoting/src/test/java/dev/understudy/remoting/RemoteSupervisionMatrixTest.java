package dev.understudy.remoting;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Directive;
import dev.understudy.actor.NodeDownException;
import dev.understudy.actor.RestartType;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.actor.SupervisorStrategy.Scope;
import dev.understudy.cluster.internal.InMemoryNetwork;
import dev.understudy.remoting.Family.Failure;
import dev.understudy.remoting.Family.Kid;
import dev.understudy.remoting.SupervisionOracle.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Scope × failure × directive × restart type × where the children run × which node is lost and how, over two and three
/// nodes and three kinds of network: the same table as for children of one JVM, in the same order, and what a lost
/// node adds to it. What to expect is worked out by [SupervisionOracle].
class RemoteSupervisionMatrixTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final String PARENTS = "p";
    /// In place of a node: a plain child of the parent's own JVM.
    private static final String PLAIN = "plain";

    private static final long SEED = 5;

    /// Which nodes there are, and where a, b and c run at first; afterwards on whichever is left.
    record Layout(List<String> nodes, List<String> where) {
        static Layout two(String... where) {
            return new Layout(List.of(PARENTS, "x"), List.of(where));
        }

        static Layout three(String... where) {
            return new Layout(List.of(PARENTS, "x", "y"), List.of(where));
        }

        List<Kid> kids(RestartType type) {
            var kids = new ArrayList<Kid>();
            for (int i = 0; i < NAMES.size(); i++) {
                var first = where.get(i);
                var nodesInTurn = first.equals(PLAIN)
                        ? List.<String>of()
                        : Stream.concat(
                                        Stream.of(first),
                                        nodes.reversed().stream().filter(node -> !node.equals(first)))
                                .toList();
                kids.add(new Kid(NAMES.get(i), nodesInTurn, type));
            }
            return kids;
        }

        @Override
        public String toString() {
            return nodes.size() + " nodes " + where;
        }
    }

    private static final List<Layout> LAYOUTS = List.of(
            Layout.two("x", "x", "x"),
            Layout.two(PLAIN, "x", PLAIN),
            Layout.two("p", "x", "p"),
            Layout.two("x", PLAIN, "x"),
            Layout.three("x", "y", "x"),
            Layout.three(PLAIN, "x", "y"),
            Layout.three("y", "x", "p"));

    /// What the network does while the trouble lasts.
    enum Weather {
        CALM,
        /// Frames of different lanes overtake each other.
        SLOW,
        /// One frame in five is lost, too.
        LOSSY;

        void over(InMemoryNetwork network) {
            if (this != CALM) {
                network.setDelay(ofMillis(1), ofMillis(40));
            }
            if (this == LOSSY) {
                network.setLoss(0.2);
            }
        }

        static void clear(InMemoryNetwork network) {
            network.setDelay(Duration.ZERO, Duration.ZERO);
            network.setLoss(0);
        }
    }

    /// How nodes are lost.
    enum Loss {
        DEATH,
        CUT,
        LEAVE
    }

    /// Whose nodes are lost: b is the child.
    enum Victims {
        CHILDS,
        PARENTS,
        BOTH;

        Set<String> nodes(Layout layout) {
            var childs = layout.where().get(1);
            return switch (this) {
                case CHILDS -> Set.of(childs);
                case PARENTS -> Set.of(RemoteSupervisionMatrixTest.PARENTS);
                case BOTH -> Set.of(RemoteSupervisionMatrixTest.PARENTS, childs);
            };
        }
    }

    /// What goes before.
    enum Before {
        NOTHING,
        FAILURE,
        STOP
    }

    private final Family family = new Family(SEED);
    private Optional<SupervisionOracle> judge = Optional.empty();
    private Map<String, ActorRef<Object>> children = Map.of();

    @AfterEach
    void close() {
        family.close();
    }

    /// All combinations, each in a weather that is drawn.
    private static Stream<Arguments> crossed(List<?>... dimensions) {
        var weather = new Random(SEED);
        List<List<Object>> rows = List.of(List.of());
        for (var dimension : dimensions) {
            var longer = new ArrayList<List<Object>>();
            for (var row : rows) {
                for (var value : dimension) {
                    longer.add(Stream.concat(row.stream(), Stream.of(value)).toList());
                }
            }
            rows = longer;
        }
        return rows.stream()
                .map(row -> Stream.concat(
                                row.stream(), Stream.of(Weather.values()[weather.nextInt(Weather.values().length)]))
                        .toArray())
                .map(Arguments::of);
    }

    private static <E extends Enum<E>> List<E> all(Class<E> type) {
        return List.of(type.getEnumConstants());
    }

    static Stream<Arguments> failures() {
        return crossed(LAYOUTS, all(Scope.class), all(Failure.class), all(Directive.class), all(RestartType.class));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachChildMeetsItsFateInOrderWhereverItRuns(
            Layout layout, Scope scope, Failure failure, Directive directive, RestartType type, Weather weather) {
        start(layout, scope, directive, type);

        weather.over(family.members().network());
        family.fail("b", failure);
        passes(weather);

        check(oracle().fails("b", failure), false);
    }

    /// A layout and one of its nodes, which children run on.
    record Lost(Layout layout, String node) {}

    static Stream<Arguments> losses() {
        var losses = LAYOUTS.stream()
                .flatMap(layout -> layout.where().stream()
                        .filter(node -> !Set.of(PARENTS, PLAIN).contains(node))
                        .distinct()
                        .map(node -> new Lost(layout, node)))
                .toList();
        return crossed(losses, all(Loss.class), all(Scope.class), all(Directive.class), all(RestartType.class));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void lossOfAChildsNodeIsDecidedUponAsAnyFailure(
            Lost lost, Loss how, Scope scope, Directive directive, RestartType type, Weather weather) {
        start(lost.layout(), scope, directive, type);

        weather.over(family.members().network());
        var nodes = Set.of(lost.node());
        lose(how, nodes, lost.layout());
        passes(weather);

        int losers =
                (int) lost.layout().where().stream().filter(lost.node()::equals).count();
        check(oracle().loses(nodes, how == Loss.DEATH ? Set.of() : nodes), losers > 1);
        nothingComesAfter(how);
    }

    static Stream<Arguments> afterFailures() {
        var withARemoteChild = LAYOUTS.stream()
                .filter(layout -> layout.where().get(1).length() == 1)
                .toList();
        return crossed(
                withARemoteChild,
                all(Before.class),
                all(Victims.class),
                List.of(Loss.DEATH, Loss.CUT),
                all(Scope.class),
                all(Directive.class));
    }

    @ParameterizedTest
    @MethodSource("afterFailures")
    void familyThatHasFailedIsAsGoodAsNewWhenNodesAreLost(
            Layout layout,
            Before before,
            Victims victims,
            Loss how,
            Scope scope,
            Directive directive,
            Weather weather) {
        start(layout, scope, directive, RestartType.TRANSIENT);
        weather.over(family.members().network());
        if (before != Before.NOTHING) {
            var failure = before == Before.STOP ? Failure.STOPS_ITSELF : Failure.IN_RECEIVE;
            family.fail("b", failure);
            passes(weather);
            check(oracle().fails("b", failure), false);
            weather.over(family.members().network());
        }

        var lost = victims.nodes(layout);
        lose(how, lost, layout);
        passes(weather);

        var others = others(layout, lost);
        if (victims == Victims.CHILDS) {
            check(oracle().loses(lost, how == Loss.DEATH ? Set.of() : lost), true);
        } else if (how == Loss.DEATH) {
            assertThat(family.heard()).containsExactlyInAnyOrderElementsOf(oracle().orphans(others));
            assertThat(family.runs()).isEmpty();
        } else {
            // The parent's node goes on alone, and so do those that it does not see any more.
            var unseen = others(layout, Set.of(PARENTS));
            check(oracle().loses(unseen, unseen), true);
        }
        nothingComesAfter(how);
    }

    @ParameterizedTest
    @EnumSource
    void recipeThatCostsNodeAfterNodeIsRefusedAndItsParentDecides(Scope scope) {
        var layout = Layout.two(PLAIN, "x", PLAIN);
        var kids = List.of(
                new Kid("a", List.of(), RestartType.TRANSIENT),
                new Kid("b", List.of("x"), RestartType.TRANSIENT),
                new Kid("c", List.of(), RestartType.TRANSIENT));
        start(
                layout,
                kids,
                scope,
                Directive.STOP,
                failure -> failure instanceof NodeDownException ? Directive.RESTART : Directive.STOP);

        for (int i = 0; i < ChildProxy.MAX_STRIKES; i++) {
            family.forget();
            family.crash("x");
            family.start(List.of("x"));
            family.members().advance(ofSeconds(2));
        }

        // Those of the other siblings' scope have been restarted upon the last loss, too, before the recipe was
        // refused.
        var outcome = oracle().fails("b", Failure.IN_RECEIVE);
        assertThat(family.node(PARENTS).messaging().quarantinedRecipes()).containsExactly("child");
        assertThat(family.runs().stream().map(Family.Run::name))
                .containsExactlyInAnyOrderElementsOf(oracle().places().keySet());
        assertThat(ended()).isEqualTo(outcome.terminated());
    }

    // ---- what is seen

    /// @param areSideBySide whether several fail at once, so that their turns may mix
    private void check(Outcome outcome, boolean areSideBySide) {
        var heard = new ArrayList<>(family.heard());
        for (var said : outcome.elsewhere()) {
            assertThat(heard.remove(said)).as("%s of %s", said, heard).isTrue();
        }
        if (outcome.isParentAgain()) {
            int endings = outcome.endings().size();
            assertThat(heard).hasSizeGreaterThan(endings);
            assertThat(heard.subList(0, endings)).as("right to left").isEqualTo(outcome.endings());
            assertThat(heard.get(endings)).isEqualTo("parent again");
            assertThat(heard.subList(endings + 1, heard.size())).containsExactlyInAnyOrderElementsOf(outcome.starts());
        } else {
            var expected = Stream.concat(outcome.endings().stream(), outcome.starts().stream())
                    .toList();
            if (areSideBySide) {
                assertThat(heard).containsExactlyInAnyOrderElementsOf(expected);
            } else {
                assertThat(heard)
                        .as("ends right to left, then starts left to right")
                        .isEqualTo(expected);
            }
        }
        assertThat(ended()).as("whose end was told, each once").isEqualTo(outcome.terminated());
        everyLivingChildAnswers();
    }

    /// Those whose end was told since the children were last looked at; each must have ended once.
    private Set<String> ended() {
        assertThat(family.ends().values())
                .allSatisfy(causes -> assertThat(causes).hasSize(1));
        var ended = children.entrySet().stream()
                .filter(child -> family.ends().containsKey(child.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        children = family.children().entrySet().stream()
                .filter(child -> !family.ends().containsKey(child.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return ended;
    }

    private void everyLivingChildAnswers() {
        family.forget();
        family.children().values().forEach(child -> child.tell("hello"));
        family.members().advance(ofMillis(100));
        assertThat(family.heard())
                .containsExactlyInAnyOrderElementsOf(oracle().places().entrySet().stream()
                        .map(place -> "%s got hello on %s".formatted(place.getKey(), place.getValue()))
                        .toList());
        family.forget();
    }

    private void nothingComesAfter(Loss how) {
        family.forget();
        if (how == Loss.CUT) {
            family.members().network().heal();
            family.members().advance(ofSeconds(8));
            assertThat(family.heard()).isEmpty();
            everyLivingChildAnswers();
        }
    }

    // ---- what happens

    private void start(Layout layout, Scope scope, Directive directive, RestartType type) {
        start(layout, layout.kids(type), scope, directive, _ -> directive);
    }

    private void start(
            Layout layout, List<Kid> kids, Scope scope, Directive directive, Function<Throwable, Directive> decider) {
        family.start(layout.nodes());
        family.raise(
                PARENTS,
                new SupervisorStrategy(scope, decider, 10, ofMinutes(1), SupervisorStrategy.Backoff.NONE),
                kids);
        family.members().settle();
        judge = Optional.of(new SupervisionOracle(kids, scope, directive, PARENTS, layout.nodes()));
        var starts = oracle().places().entrySet().stream()
                .map(place -> "%s starts on %s".formatted(place.getKey(), place.getValue()))
                .toList();
        assertThat(family.heard()).containsExactlyInAnyOrderElementsOf(starts);
        children = family.children();
        family.forget();
    }

    private SupervisionOracle oracle() {
        return judge.orElseThrow();
    }

    private void lose(Loss how, Set<String> lost, Layout layout) {
        switch (how) {
            case DEATH -> lost.forEach(family::crash);
            case LEAVE -> lost.forEach(family::leave);
            case CUT -> {
                var islands = lost.stream().map(Set::of).collect(Collectors.toCollection(ArrayList::new));
                islands.add(others(layout, lost));
                family.members().network().partition(islands);
            }
        }
    }

    private static Set<String> others(Layout layout, Set<String> lost) {
        return layout.nodes().stream().filter(node -> !lost.contains(node)).collect(Collectors.toSet());
    }

    /// Long enough for whatever comes of it, and, where frames were lost, for their repetition.
    private void passes(Weather weather) {
        family.members().advance(ofSeconds(3));
        Weather.clear(family.members().network());
        if (weather == Weather.LOSSY) {
            family.members().advance(ofSeconds(8));
        }
    }
}
