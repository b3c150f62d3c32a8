package dev.understudy.actor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A turnstile: a coin unlocks it, a push goes through and locks it, and it locks itself when nobody goes.
class StateMachineTest {

    private sealed interface State {
        record Locked() implements State {}

        record Unlocked(int coins) implements State {}
    }

    private enum Command {
        COIN,
        PUSH,
        GIVE_UP,
        RESET,
        CONFUSE,
        SCRAP
    }

    private final ManualTime time = new ManualTime();
    private final ActorSystem system =
            ActorSystem.named("machines").timeSource(time).workers(1).start();
    private final Probe<String> heard = new Probe<>();
    private final Probe<Throwable> failures = new Probe<>();

    @AfterEach
    void close() {
        system.close();
    }

    private final class Turnstile implements StateMachine<State, Command> {

        @Override
        public State initialState() {
            return new State.Locked();
        }

        @Override
        public Transition<State> on(State state, Command command) {
            return switch (state) {
                case State.Locked _ ->
                    switch (command) {
                        case COIN -> Transition.goTo(new State.Unlocked(1));
                        case SCRAP -> Transition.stop();
                        default -> Transition.undefined();
                    };
                case State.Unlocked(int coins) ->
                    switch (command) {
                        case COIN -> Transition.stayAs(new State.Unlocked(coins + 1));
                        case PUSH, GIVE_UP -> Transition.goTo(new State.Locked());
                        case RESET -> Transition.goTo(state);
                        case CONFUSE -> Transition.stayAs(new State.Locked());
                        case SCRAP -> Transition.stay();
                    };
            };
        }

        @Override
        public void onEntry(State state) {
            heard.add("enter " + state);
        }

        @Override
        public void onExit(State state) {
            heard.add("exit " + state);
        }

        @Override
        public Optional<StateTimeout<Command>> timeoutOf(State state) {
            return state instanceof State.Unlocked
                    ? Optional.of(new StateTimeout<>(ofSeconds(10), Command.GIVE_UP))
                    : Optional.empty();
        }

        @Override
        public void onSignal(Signal signal) {
            heard.add(signal.getClass().getSimpleName());
        }
    }

    private ActorRef<Command> spawn() {
        var parent = system.<Command>spawn("parent", context -> {
            context.supervise(SupervisorStrategy.oneForOne(failure -> {
                failures.add(failure);
                return Directive.RESUME;
            }));
            var turnstile = context.<Command>spawn("turnstile", StateMachine.of(_ -> new Turnstile()));
            return turnstile::tell;
        });
        assertThat(heard.next()).isEqualTo("enter Locked[]");
        return parent;
    }

    @Test
    void goingLeavesTheOneStateAndEntersTheOther() {
        var turnstile = spawn();

        turnstile.tell(Command.COIN);
        turnstile.tell(Command.PUSH);

        assertThat(heard.next(4))
                .containsExactly(
                        "exit Locked[]", "enter Unlocked[coins=1]", "exit Unlocked[coins=1]", "enter Locked[]");
    }

    @Test
    void stayingWithOtherDataNeitherLeavesNorEnters() {
        var turnstile = spawn();

        turnstile.tell(Command.COIN);
        turnstile.tell(Command.COIN);
        turnstile.tell(Command.PUSH);

        assertThat(heard.next(4))
                .containsExactly(
                        "exit Locked[]", "enter Unlocked[coins=1]", "exit Unlocked[coins=2]", "enter Locked[]");
    }

    @Test
    void anUndefinedTransitionNamesTheStateAndTheMessage() {
        var turnstile = spawn();

        turnstile.tell(Command.PUSH);

        assertThat(failures.next())
                .isInstanceOf(UndefinedTransitionException.class)
                .hasMessage("state machine /user/parent/turnstile has no transition from Locked[] on PUSH");
        turnstile.tell(Command.COIN);
        assertThat(heard.next(2)).containsExactly("exit Locked[]", "enter Unlocked[coins=1]");
    }

    @Test
    void aStateThatLastsTooLongSendsItsMessage() {
        var turnstile = spawn();
        turnstile.tell(Command.COIN);
        assertThat(heard.next(2)).last().isEqualTo("enter Unlocked[coins=1]");

        assertThat(heard.next(() -> time.advance(ofSeconds(1)))).isEqualTo("exit Unlocked[coins=1]");
        assertThat(heard.next()).isEqualTo("enter Locked[]");
    }

    @Test
    void aStateThatIsLeftTimesOutNoMore() {
        var turnstile = spawn();
        turnstile.tell(Command.COIN);
        turnstile.tell(Command.PUSH);
        assertThat(heard.next(4)).last().isEqualTo("enter Locked[]");

        time.advance(ofSeconds(60));
        turnstile.tell(Command.SCRAP);

        assertThat(heard.next()).isEqualTo("PostStop");
        failures.expectNothingMore();
    }

    @Test
    void goingToTheSameStateEntersItAnew() {
        var turnstile = spawn();

        turnstile.tell(Command.COIN);
        turnstile.tell(Command.RESET);

        assertThat(heard.next(4))
                .containsExactly(
                        "exit Locked[]",
                        "enter Unlocked[coins=1]",
                        "exit Unlocked[coins=1]",
                        "enter Unlocked[coins=1]");
    }

    @Test
    void stayingAsAnotherStateIsABugThatNamesBoth() {
        var turnstile = spawn();

        turnstile.tell(Command.COIN);
        turnstile.tell(Command.CONFUSE);

        assertThat(failures.next())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Unlocked[coins=1]")
                .hasMessageContaining("Locked[]");
    }
}
