package dev.understudy.node;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Directive;
import dev.understudy.actor.Signal;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.actor.SupervisorStrategy.Scope;
import dev.understudy.remoting.Placement;
import dev.understudy.remoting.RemoteRecipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Rows of the matrix of supervision over nodes that are real but for their JVM, which they share: a and c run on x,
/// b on another.
class SupervisionOverNodesTest {
    private static final RemoteRecipe<Birth, Command> CHILD = RemoteRecipe.of("child", Birth.class, Command.class);
    private static final List<Node> NODES = new ArrayList<>();
    private static final List<String> NAMES = List.of("p", "x", "y");
    private static int[] ports = {};

    /// What is heard of the children of each parent.
    private static final Map<String, BlockingQueue<String>> HEARD = new ConcurrentHashMap<>();

    record Birth(String parent, String name) {}

    sealed interface Command {}

    record Fail() implements Command {}

    record Where(ActorRef<String> replyTo) implements Command {}

    @BeforeAll
    static void startNodes() throws Exception {
        ports = NAMES.stream().mapToInt(_ -> FreePorts.next()).toArray();
        var starting = new ArrayList<CompletableFuture<Node>>();
        for (int n = 0; n < ports.length; n++) {
            starting.add(builder(NAMES.get(n), ports[n])
                    .bootstrapExpect(ports.length)
                    .startAsync());
        }
        for (var node : starting) {
            NODES.add(node.get());
        }
        NODES.getFirst().awaitMembers(ports.length, ofSeconds(30));
    }

    @AfterAll
    static void closeNodes() {
        NODES.reversed().forEach(Node::close);
        NODES.clear();
    }

    private static NodeBuilder builder(String name, int port) {
        var hosts = Arrays.stream(ports).mapToObj(each -> "127.0.0.1:" + each).toArray(String[]::new);
        return Node.named(name)
                .bind("127.0.0.1", port)
                .initialHosts(hosts)
                .recipe(CHILD, SupervisionOverNodesTest::child);
    }

    private static Behavior<Command> child(ActorContext<Command> context, Birth birth) {
        var node = Node.of(context).name();
        var heard = heardOf(birth.parent());
        heard.add("%s starts on %s".formatted(birth.name(), node));
        return new Behavior<>() {
            @Override
            public void receive(Command command) {
                switch (command) {
                    case Fail() -> throw new IllegalStateException("on purpose");
                    case Where(var replyTo) -> replyTo.tell(node);
                }
            }

            @Override
            public void onSignal(Signal signal) {
                heard.add(
                        "%s %s on %s".formatted(birth.name(), signal.getClass().getSimpleName(), node));
            }
        };
    }

    private static BlockingQueue<String> heardOf(String parent) {
        return HEARD.computeIfAbsent(parent, _ -> new LinkedBlockingQueue<>());
    }

    private static List<String> next(String parent, int count) throws InterruptedException {
        var next = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var heard = heardOf(parent).poll(60, TimeUnit.SECONDS);
            assertThat(heard).as("after %s", next).isNotNull();
            next.add(String.valueOf(heard));
        }
        return next;
    }

    /// A parent of a, b and c, which have started when this returns.
    private static Function<String, ActorRef<Command>> family(
            String parent, Scope scope, Directive directive, Placement ofB) throws InterruptedException {
        var children = new ConcurrentHashMap<String, ActorRef<Command>>();
        var placements = new LinkedHashMap<String, Placement>();
        placements.put("a", Placement.on("x"));
        placements.put("b", ofB);
        placements.put("c", Placement.on("x"));
        NODES.getFirst().system().<String>spawn(parent, context -> {
            heardOf(parent).add("parent starts");
            context.supervise(
                    new SupervisorStrategy(scope, _ -> directive, 3, ofMinutes(1), SupervisorStrategy.Backoff.NONE));
            placements.forEach((name, placement) ->
                    children.put(name, context.spawn(name, CHILD.on(placement, new Birth(parent, name)))));
            return _ -> {};
        });
        assertThat(next(parent, 4)).startsWith("parent starts");
        return name -> Optional.ofNullable(children.get(name)).orElseThrow();
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(Scope.ONE_FOR_ONE, Directive.RESUME, "", "", "a b c"),
                Arguments.of(Scope.ONE_FOR_ONE, Directive.RESTART, "b PreRestart", "b", "a b c"),
                Arguments.of(Scope.ONE_FOR_ONE, Directive.STOP, "b PostStop", "", "a c"),
                Arguments.of(Scope.ONE_FOR_ONE, Directive.ESCALATE, "c PostStop, b PostStop, a PostStop", "p", "a b c"),
                Arguments.of(Scope.ALL_FOR_ONE, Directive.RESUME, "", "", "a b c"),
                Arguments.of(
                        Scope.ALL_FOR_ONE,
                        Directive.RESTART,
                        "c PreRestart, b PreRestart, a PreRestart",
                        "a b c",
                        "a b c"),
                Arguments.of(Scope.ALL_FOR_ONE, Directive.STOP, "c PostStop, b PostStop, a PostStop", "", ""),
                Arguments.of(Scope.ALL_FOR_ONE, Directive.ESCALATE, "c PostStop, b PostStop, a PostStop", "p", "a b c"),
                Arguments.of(Scope.REST_FOR_ONE, Directive.RESUME, "", "", "a b c"),
                Arguments.of(Scope.REST_FOR_ONE, Directive.RESTART, "c PreRestart, b PreRestart", "b c", "a b c"),
                Arguments.of(Scope.REST_FOR_ONE, Directive.STOP, "c PostStop, b PostStop", "", "a"),
                Arguments.of(
                        Scope.REST_FOR_ONE, Directive.ESCALATE, "c PostStop, b PostStop, a PostStop", "p", "a b c"));
    }

    /// @param endings in this order
    /// @param starts in this order afterwards; p for a parent that starts, and all its children with it
    /// @param living who answers in the end
    @ParameterizedTest
    @MethodSource("rows")
    void failureOnAnotherNodeReachesWhomTheTableSays(
            Scope scope, Directive directive, String endings, String starts, String living) throws Exception {
        var parent = "%s-%s".formatted(scope, directive);
        var children = family(parent, scope, directive, Placement.on("y"));

        children.apply("b").tell(new Fail());

        for (var ending : words(endings, ", ")) {
            assertThat(next(parent, 1)).containsExactly(ending + " on " + home(ending.substring(0, 1)));
        }
        if (starts.equals("p")) {
            assertThat(next(parent, 4)).startsWith("parent starts");
        }
        for (var start : words(starts.replace("p", ""), " ")) {
            assertThat(next(parent, 1)).containsExactly("%s starts on %s".formatted(start, home(start)));
        }
        for (var child : words(living, " ")) {
            assertThat(where(children.apply(child))).isEqualTo(home(child));
        }
        assertThat(heardOf(parent)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void childOfANodeThatLeavesIsPlacedAnewAndItsScopeIsRestarted(Scope scope) throws Exception {
        var parent = "leaving-" + scope;
        var leaver = builder("z-" + scope, FreePorts.next()).start();
        var placement = Placement.on(leaver.name()).orElse(Placement.on("y"));
        var children = family(parent, scope, Directive.RESTART, placement);
        assertThat(where(children.apply("b"))).isEqualTo(leaver.name());

        leaver.close();

        var expected = new ArrayList<>(
                switch (scope) {
                    case ONE_FOR_ONE -> List.of("b starts on y");
                    case ALL_FOR_ONE ->
                        List.of(
                                "c PreRestart on x",
                                "a PreRestart on x",
                                "a starts on x",
                                "b starts on y",
                                "c starts on x");
                    case REST_FOR_ONE -> List.of("c PreRestart on x", "b starts on y", "c starts on x");
                });
        var heard = next(parent, expected.size() + 1);
        var last = "b PostStop on " + leaver.name();
        assertThat(heard).contains(last);
        heard.remove(last);
        assertThat(heard).isEqualTo(expected);
        assertThat(where(children.apply("b"))).isEqualTo("y");
    }

    private static List<String> words(String line, String between) {
        return line.isEmpty() ? List.of() : List.of(line.split(between, -1));
    }

    private static String home(String child) {
        return child.equals("b") ? "y" : "x";
    }

    private static String where(ActorRef<Command> child) {
        return child.<String>ask(Where::new, ofSeconds(30)).join();
    }
}
