package dev.understudy.remoting;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Directive;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.internal.InMemoryNetwork;
import dev.understudy.remoting.Reporters.Command;
import dev.understudy.remoting.Reporters.Fail;
import dev.understudy.remoting.Reporters.Where;
import dev.understudy.remoting.TestMembers.Here;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Children on other nodes of parents that come back elsewhere.
class OrphansTest {
    private static final RemoteRecipe<String, Command> CHILD = RemoteRecipe.of("child", String.class, Command.class);
    private static final RemoteRecipe<String, Command> OTHER = RemoteRecipe.of("other", String.class, Command.class);

    private final TestMembers members = new TestMembers(23);
    private final Reporters reporters = new Reporters();
    private final List<String> heard = reporters.heard();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Here p = start("p");
    private final Here x = start("x");

    @BeforeEach
    void startAThird() {
        start("y");
    }

    @AfterEach
    void close() {
        members.close();
    }

    private Here start(String name) {
        var here = members.start(TransportConfig.named(name), Reporters::register, messaging -> {
            messaging.offer(CHILD, reporters::child, props -> props);
            messaging.offer(OTHER, reporters::child, props -> props);
        });
        here.system()
                .internals()
                .attach(
                        ReturningParents.class,
                        path -> path.startsWith("/user/entity/") && epochs.containsKey(name)
                                ? OptionalLong.of(epochs.get(name))
                                : OptionalLong.empty());
        members.advance(ofSeconds(1));
        return here;
    }

    /// The entity is activated on a node, and has a child.
    private ActorRef<Command> activate(Here here, long epoch, RemoteRecipe<String, Command> recipe, String on) {
        epochs.put(here.system().name(), epoch);
        var child = new ArrayList<ActorRef<Command>>();
        here.system().<String>spawn("entity", context -> {
            context.supervise(SupervisorStrategy.oneForOne(_ -> Directive.RESTART));
            child.add(context.spawn("child", recipe.on(Placement.on(on), "epoch " + epoch)));
            return _ -> {};
        });
        members.settle();
        return child.getFirst();
    }

    private String where(ActorRef<Command> child) {
        return members.answerOf(child.<String>ask(Where::new, ofSeconds(10)));
    }

    @Test
    void parentThatComesBackFindsItsChildAsItWas() {
        var child = activate(x, 1, CHILD, "y");
        assertThat(where(child)).isEqualTo("y 0");
        members.crash("x");
        members.advance(ofSeconds(5));

        var again = activate(p, 2, CHILD, "p");

        assertThat(where(again)).isEqualTo("y 1");
        assertThat(heard).containsExactly("epoch 1 starts on y");
    }

    @Test
    void takenUpChildIsSupervisedByItsParentAsBefore() {
        activate(x, 1, CHILD, "y");
        members.crash("x");
        members.advance(ofSeconds(1));
        var again = activate(p, 2, CHILD, "y");
        assertThat(where(again)).isEqualTo("y 0");

        again.tell(new Fail("on purpose"));
        members.settle();

        assertThat(where(again)).isEqualTo("y 0");
        assertThat(heard).containsExactly("epoch 1 starts on y", "epoch 1 starts on y");
    }

    @Test
    void orphanWhoseParentDoesNotComeBackStopsAfterAWhile() {
        activate(x, 1, CHILD, "y");
        members.crash("x");

        members.advance(ofSeconds(ChildHost.PATIENCE_TICKS - 5));
        assertThat(heard).containsExactly("epoch 1 starts on y");
        members.advance(ofSeconds(10));

        assertThat(heard).containsExactly("epoch 1 starts on y", "epoch 1 stops on y");
    }

    @Test
    void orphanThatFailsBeforeItIsTakenUpStops() {
        activate(x, 1, CHILD, "y");
        members.crash("x");
        members.advance(ofSeconds(1));

        reporters.last().tell(new Fail("on purpose"));
        members.settle();

        assertThat(heard).containsExactly("epoch 1 starts on y", "epoch 1 stops on y");
    }

    @Test
    void childOfAnotherRecipeIsNotTheOneThatWaits() {
        activate(x, 1, CHILD, "y");
        members.crash("x");
        members.advance(ofSeconds(1));

        activate(p, 2, OTHER, "y");
        members.settle();

        assertThat(heard).containsExactlyInAnyOrder("epoch 1 starts on y", "epoch 1 stops on y", "epoch 2 starts on y");
    }

    @Test
    void laterActivationTakesTheChildFromOneThatIsStillInView() {
        activate(x, 1, CHILD, "y");

        var taken = activate(p, 2, CHILD, "y");

        assertThat(where(taken)).isEqualTo("y 0");
        assertThat(heard).containsExactly("epoch 1 starts on y");
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForLong() {
        members.network().setLoss(1);
        var child = activate(p, 1, CHILD, "x");
        members.network().setLoss(0);
        var answer = child.<String>ask(Where::new, ofSeconds(10));

        members.advance(ofSeconds(OrphanSearch.PATIENCE_TICKS + 1));

        assertThat(members.answerOf(answer)).isEqualTo("x 0");
    }

    @Test
    void searchEndsWithTheMemberThatIsLost() {
        members.network().freeze("y");
        var child = activate(p, 1, CHILD, "x");
        var answer = child.<String>ask(Where::new, ofSeconds(10));

        members.advance(InMemoryNetwork.DEFAULT_DETECTION.plusMillis(20));

        assertThat(members.answerOf(answer)).isEqualTo("x 0");
    }
}
