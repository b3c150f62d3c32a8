package dev.understudy.remoting;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Directive;
import dev.understudy.actor.NodeDownException;
import dev.understudy.actor.Props;
import dev.understudy.actor.Signal;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.cluster.Role;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.remoting.Reporters.Command;
import dev.understudy.remoting.Reporters.Fail;
import dev.understudy.remoting.Reporters.Where;
import dev.understudy.remoting.TestMembers.Here;
import dev.understudy.serialization.RemoteFailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What supervision over nodes does beyond the matrix.
class RemoteSupervisionTest {
    private static final RemoteRecipe<String, Command> CHILD = RemoteRecipe.of("child", String.class, Command.class);
    private static final RemoteRecipe<Unknown, String> UNSENDABLE =
            RemoteRecipe.of("unsendable", Unknown.class, String.class);

    record Unknown(int number) {}

    private final TestMembers members = new TestMembers(17);
    /// What the parents' deciders were asked.
    private final List<Throwable> failures = new ArrayList<>();
    private final Reporters reporters = new Reporters();
    private final List<String> heard = reporters.heard();
    private final List<ActorRef<String>> parents = new ArrayList<>();
    private Directive directive = Directive.RESTART;
    private final Here p = start(TransportConfig.named("p").withZone("north"));
    private final Here x = start(TransportConfig.named("x").withZone("south"));
    private final Here y = start(TransportConfig.named("y").withZone("south"));

    @AfterEach
    void close() {
        members.close();
    }

    private Here start(TransportConfig config) {
        var here = members.start(
                config, Reporters::register, messaging -> messaging.offer(CHILD, reporters::child, props -> props));
        members.advance(ofSeconds(1));
        return here;
    }

    private ActorRef<Command> spawn(Placement placement) {
        return spawn(p.system(), CHILD.on(placement, "c"));
    }

    private <M> ActorRef<M> spawn(ActorSystem system, Props<M> props) {
        var child = new ArrayList<ActorRef<M>>();
        parents.add(system.<String>spawn("parent", context -> {
            context.supervise(SupervisorStrategy.oneForOne(failure -> {
                        failures.add(failure);
                        return directive;
                    })
                    .withRestartLimit(3, ofMinutes(1)));
            child.add(context.spawn("child", props));
            return _ -> {};
        }));
        members.settle();
        return child.getFirst();
    }

    private String where(ActorRef<Command> child) {
        return node(child.ask(Where::new, ofSeconds(10)));
    }

    private String node(CompletableFuture<String> answer) {
        var told = members.answerOf(answer);
        return told.substring(0, told.indexOf(' '));
    }

    @Test
    void childIsReachedByItsRefAndByItsOwn() {
        var child = spawn(Placement.on("x"));

        assertThat(where(child)).isEqualTo("x");
        assertThat(child.path()).isEqualTo("/user/parent/child");
    }

    @Test
    void failureArrivesAtTheParentWithItsClassByName() {
        directive = Directive.RESUME;
        var child = spawn(Placement.on("x"));

        child.tell(new Fail("on purpose"));
        members.settle();

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                RemoteFailureException.class,
                                remote -> assertThat(remote.failure().typeName())
                                        .isEqualTo(IllegalArgumentException.class.getName()))
                        .hasMessageContaining("on purpose"));
        assertThat(where(child)).isEqualTo("x");
    }

    @Test
    void restartLimitIsCountedAtTheParentOverNodes() {
        var child = spawn(Placement.on("x").orElse(Placement.on("y").orElse(Placement.on("p"))));

        child.tell(new Fail("first"));
        members.settle();
        members.crash("x");
        members.advance(ofSeconds(1));
        assertThat(where(child)).isEqualTo("y");
        child.tell(new Fail("third"));
        members.settle();
        assertThat(heard).filteredOn(each -> each.contains("starts")).hasSize(4);

        // The fourth within a minute is one too many: the parent fails, and makes a child anew.
        child.tell(new Fail("fourth"));
        members.settle();

        assertThat(heard).contains("c stops on y");
        assertThat(failures).hasSize(4);
    }

    @Test
    void whatIsToldWhileTheChildIsPlacedAnewWaitsForIt() {
        var child = spawn(Placement.on("x").orElse(Placement.on("y")));
        members.crash("x");
        members.crash("y");
        members.advance(ofSeconds(1));
        var answer = child.<String>ask(Where::new, ofSeconds(60));
        members.advance(ofSeconds(1));
        assertThat(answer).isNotDone();

        start(TransportConfig.named("y"));

        assertThat(node(answer)).isEqualTo("y");
    }

    @Test
    void placementHoldsWhereverTheChildIsPlacedAnew() {
        start(TransportConfig.named("client").withRole(Role.CLIENT).withZone("south"));
        var child = spawn(Placement.leastLoaded().inZone("south").withRole(Role.DATA));
        var first = where(child);

        members.crash(first);
        members.advance(ofSeconds(1));

        assertThat(List.of("x", "y")).contains(first);
        assertThat(where(child)).isEqualTo(first.equals("x") ? "y" : "x");
    }

    @Test
    void leastLoadedSpreadsAtOnceAndByWhatNodesTold() {
        for (int i = 0; i < 6; i++) {
            p.system().spawn("c" + i, CHILD.on(Placement.leastLoaded(), "c" + i));
        }
        members.settle();
        for (var node : List.of("p", "x", "y")) {
            assertThat(heard).filteredOn(each -> each.endsWith("on " + node)).hasSize(2);
        }

        heard.clear();
        var late = start(TransportConfig.named("z"));
        members.advance(ofSeconds(3));
        late.system().spawn("c", CHILD.on(Placement.leastLoaded(), "late"));
        members.settle();

        assertThat(heard).containsExactly("late starts on z");
    }

    @Test
    void childThatIsNotToComeBackEndsWithTheLossOfItsNodeOnceForEveryWatcher() {
        directive = Directive.STOP;
        var child = spawn(Placement.on("x"));
        var far = new ArrayList<Object>();
        p.receptionist().register(ServiceKey.of("child", Command.class), child);
        p.system().<String>spawn("watcher", context -> watching(context, child, far));
        members.settle();
        y.system().<String>spawn("watcher", context -> {
            var found = y.receptionist()
                    .find(ServiceKey.of("child", Command.class))
                    .refs()
                    .getFirst();
            return watching(context, found, far);
        });
        members.settle();

        members.crash("x");
        members.advance(ofSeconds(5));

        assertThat(far)
                .hasSize(2)
                .allSatisfy(signal -> assertThat(((Signal.Terminated) signal).cause())
                        .isInstanceOfSatisfying(
                                Signal.Cause.NodeDown.class,
                                down -> assertThat(down.member()).startsWith("departed/")));
    }

    private static Behavior<String> watching(ActorContext<String> context, ActorRef<?> ref, List<Object> signals) {
        context.watch(ref);
        return new Behavior<>() {
            @Override
            public void receive(String message) {}

            @Override
            public void onSignal(Signal signal) {
                if (signal instanceof Signal.Terminated) {
                    signals.add(signal);
                }
            }
        };
    }

    @Test
    void askOfAChildWhoseNodeIsLostFailsAtOnce() {
        var child = spawn(Placement.on("x"));
        members.partition(Set.of("p", "y"), Set.of("x"));
        var answer = child.<String>ask(Where::new, ofMinutes(5));

        members.advance(ofSeconds(1));

        assertThat(answer).isCompletedExceptionally();
        assertThat(answer.exceptionNow()).isInstanceOf(OwnerLostException.class);
    }

    @Test
    void childOfANodeThatLeavesInPeaceIsPlacedAnewToo() {
        var child = spawn(Placement.on("x").orElse(Placement.on("y")));

        members.leave("x");
        members.advance(ofSeconds(1));

        assertThat(failures).singleElement().isInstanceOf(NodeDownException.class);
        assertThat(where(child)).isEqualTo("y");
    }

    @Test
    void afterAPartitionOnlyTheNewChildRuns() {
        var child = spawn(Placement.on("x").orElse(Placement.on("y")));
        members.partition(Set.of("p", "y"), Set.of("x"));
        members.advance(ofSeconds(1));
        assertThat(where(child)).isEqualTo("y");
        assertThat(heard).containsExactlyInAnyOrder("c starts on x", "c starts on y", "c stops on x");

        members.network().heal();
        members.advance(ofSeconds(10));

        assertThat(where(child)).isEqualTo("y");
        assertThat(heard).hasSize(3);
    }

    @Test
    void childThatItsParentStopsHasStoppedWhenItsWatchersHearOfIt() {
        var child = spawn(Placement.on("x"));
        var signals = new ArrayList<Object>();
        p.system().<String>spawn("watcher", context -> watching(context, child, signals));
        members.settle();

        p.system().stop(parents.getFirst());
        members.settle();

        assertThat(heard).containsExactly("c starts on x", "c stops on x");
        assertThat(signals).containsExactly(new Signal.Terminated(child, new Signal.Cause.Stopped()));
    }

    @Test
    void childrenOfALostNodeStopWhereverTheyRun() {
        x.system().<String>spawn("parent", context -> {
            var _ = context.spawn("child", CHILD.on(Placement.on("y"), "c"));
            return _ -> {};
        });
        members.settle();
        heard.clear();

        members.crash("x");
        members.advance(ofSeconds(1));

        assertThat(heard).containsExactly("c stops on y");
    }

    @Test
    void recipeThatCostsNodeAfterNodeIsQuarantinedEverywhereUntilReleased() {
        var z = start(TransportConfig.named("z"));
        spawn(Placement.on("x")
                .orElse(Placement.on("y").orElse(Placement.on("z").orElse(Placement.on("p")))));

        for (var node : List.of("x", "y", "z")) {
            members.crash(node);
            members.advance(ofSeconds(1));
        }
        var late = start(TransportConfig.named("late"));

        assertThat(z.messaging().quarantinedRecipes()).isEmpty();
        assertThat(p.messaging().quarantinedRecipes()).containsExactly("child");
        assertThat(failures.getLast()).isInstanceOf(RecipeQuarantinedException.class);
        assertThat(heard).noneMatch(each -> each.contains("on p"));

        p.messaging().release(CHILD);
        var again = spawn(late.system(), CHILD.on(Placement.on("p"), "again"));
        assertThat(where(again)).isEqualTo("p");
    }

    @Test
    void recipeOfWhichOthersLiveIsNotQuarantined() {
        start(TransportConfig.named("z"));
        p.system().spawn("calm", CHILD.on(Placement.on("p"), "calm"));
        var child = spawn(Placement.on("x")
                .orElse(Placement.on("y").orElse(Placement.on("z").orElse(Placement.on("p")))));
        members.advance(ofSeconds(5));

        for (var node : List.of("x", "y", "z")) {
            members.crash(node);
            members.advance(ofSeconds(2));
        }

        assertThat(p.messaging().quarantinedRecipes()).isEmpty();
        assertThat(where(child)).isEqualTo("p");
    }

    @Test
    void memberOfTheQuarantineTellsTheOthers() {
        p.messaging().children().quarantine().set("child", true);
        members.settle();

        assertThat(y.messaging().quarantinedRecipes()).containsExactly("child");
        y.messaging().release(CHILD);
        members.settle();
        assertThat(p.messaging().quarantinedRecipes()).isEmpty();
    }

    @Test
    void recipeThatNobodyKnowsIsAFailureAfterSomePatience() {
        directive = Directive.STOP;
        spawn(
                p.system(),
                RemoteRecipe.of("unheard-of", String.class, String.class).on(Placement.roundRobin(), ""));
        assertThat(failures).isEmpty();

        members.advance(ChildProxy.PATIENCE.plus(ofSeconds(2)));

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(NoPlaceException.class)
                        .hasMessageContaining("/user/parent/child of recipe 'unheard-of' runs nowhere"));
    }

    @Test
    void argumentsThatCannotBeSentFailTheSpawn() {
        var thrown = new ArrayList<Throwable>();
        p.system().<String>spawn("parent", context -> {
            try {
                context.spawn("child", UNSENDABLE.on(Placement.on("x"), new Unknown(1)));
            } catch (RuntimeException e) {
                thrown.add(e);
            }
            return _ -> {};
        });
        members.settle();

        assertThat(thrown)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining(Unknown.class.getName()));
    }

    @Test
    void systemOfNoNodeHasNoChildrenElsewhere() {
        try (var alone = ActorSystem.create("alone")) {
            assertThatThrownBy(() -> alone.spawn("child", CHILD.on(Placement.on("x"), "c")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'alone' belongs to no node");
        }
    }
}
