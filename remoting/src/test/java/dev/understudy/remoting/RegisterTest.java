package dev.understudy.remoting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.internal.RouteeSource.Load;
import dev.understudy.cluster.Incarnation;
import dev.understudy.remoting.Register.Action;
import dev.understudy.remoting.Register.Entry;
import dev.understudy.remoting.Register.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegisterTest {
    private static final Incarnation ME = new Incarnation(1, 0);
    private static final Incarnation OTHER = new Incarnation(2, 0);

    private final Register<String> register = new Register<>(ME);

    @Test
    void newcomerIsGivenTheWholePageAndAskedForItsOwn() {
        register.enter("k", "mine");

        assertThat(register.inView(List.of(ME, OTHER)))
                .containsExactly(
                        new Action.Send<>(OTHER, new Message.Whole<>(1, List.of(new Entry<>(1, "k", "mine")))),
                        new Action.Send<>(OTHER, new Message.Pull<>()));
    }

    @Test
    void pageThatDoesNotComeIsPulledAgain() {
        register.inView(List.of(ME, OTHER));

        assertThat(register.tick(Map.of())).contains(new Action.Send<>(OTHER, new Message.Pull<>()));

        register.received(OTHER, new Message.Whole<>(0, List.of()));
        assertThat(register.tick(Map.of())).containsExactly(new Action.Send<>(OTHER, new Message.Pulse<>(0, Map.of())));
    }

    @Test
    void whoeverPullsGetsTheWholePage() {
        register.inView(List.of(ME, OTHER));
        register.enter("k", "mine");

        assertThat(register.received(OTHER, new Message.Pull<>()))
                .containsExactly(
                        new Action.Send<>(OTHER, new Message.Whole<>(1, List.of(new Entry<>(1, "k", "mine")))));
    }

    @Test
    void changeIsToldToTheOthersAndShowsInTheListing() {
        register.inView(List.of(ME, OTHER));

        var actions = register.enter("k", "mine");

        assertThat(actions)
                .containsExactly(
                        new Action.Changed<>("k"),
                        new Action.Send<>(
                                OTHER, new Message.Change<>(1, List.of(new Entry<>(1, "k", "mine")), List.of())));
        assertThat(register.find("k")).hasSize(1);
    }

    @Test
    void enteringTwiceIsEnteringOnce() {
        register.enter("k", "mine");

        assertThat(register.enter("k", "mine")).isEmpty();
    }

    @Test
    void changeThatSkipsANumberIsNotAppliedButPulled() {
        register.inView(List.of(ME, OTHER));
        register.received(OTHER, new Message.Whole<>(3, List.of()));

        var actions = register.received(OTHER, new Message.Change<>(5, List.of(new Entry<>(9, "k", "x")), List.of()));

        assertThat(actions).containsExactly(new Action.Send<>(OTHER, new Message.Pull<>()));
        assertThat(register.find("k")).isEmpty();
    }

    @Test
    void pulseOfOneThatIsFurtherIsAnsweredByAPull() {
        register.inView(List.of(ME, OTHER));
        register.received(OTHER, new Message.Whole<>(3, List.of()));

        assertThat(register.received(OTHER, new Message.Pulse<>(3, Map.of()))).isEmpty();
        assertThat(register.received(OTHER, new Message.Pulse<>(4, Map.of())))
                .containsExactly(new Action.Send<>(OTHER, new Message.Pull<>()));
    }

    @Test
    void wholePageThatWasOvertakenIsIgnored() {
        register.inView(List.of(ME, OTHER));
        register.received(OTHER, new Message.Whole<>(3, List.of(new Entry<>(2, "k", "new"))));

        assertThat(register.received(OTHER, new Message.Whole<>(2, List.of(new Entry<>(1, "k", "old")))))
                .isEmpty();
        assertThat(register.find("k"))
                .extracting(listed -> listed.entry().ref())
                .containsExactly("new");
    }

    @Test
    void entriesOfALostMemberVanish() {
        register.inView(List.of(ME, OTHER));
        register.received(OTHER, new Message.Whole<>(1, List.of(new Entry<>(1, "k", "x"))));

        assertThat(register.inView(List.of(ME))).containsExactly(new Action.Changed<>("k"));
        assertThat(register.find("k")).isEmpty();
    }

    @Test
    void loadIsWhatTheMemberLastSaid() {
        register.inView(List.of(ME, OTHER));
        assertThat(register.load(OTHER, 1)).isEqualTo(new Load(0, 0));
        register.received(OTHER, new Message.Whole<>(1, List.of(new Entry<>(1, "k", "x"))));

        register.received(OTHER, new Message.Pulse<>(1, Map.of(1L, 7)));

        assertThat(register.load(OTHER, 1)).isEqualTo(new Load(7, 1));
        assertThat(register.load(OTHER, 2)).isEqualTo(new Load(0, 1));
    }
}
