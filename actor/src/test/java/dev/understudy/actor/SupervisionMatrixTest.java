package dev.understudy.actor;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Scope × failure × directive × restart type, as OTP's own supervisor suite crosses them: three children a, b, c
/// of which b fails, and what becomes of each.
class SupervisionMatrixTest {

    /// How b fails.
    enum Failure {
        /// While it handles a message.
        IN_RECEIVE,
        /// While it hears a signal.
        IN_SIGNAL,
        /// It stops itself, which is a failure for a permanent child only.
        STOPS_ITSELF
    }

    /// What becomes of a child.
    enum Fate {
        UNTOUCHED,
        RESTARTED,
        STOPPED
    }

    /// What b is told.
    private record Fail(Failure how) {}

    @RegisterExtension
    final TestSystem system = new TestSystem();

    private final Probe<String> heard = new Probe<>();

    static Stream<Arguments> matrix() {
        var rows = new ArrayList<Arguments>();
        for (var scope : SupervisorStrategy.Scope.values()) {
            for (var failure : Failure.values()) {
                for (var directive : List.of(Directive.RESUME, Directive.RESTART, Directive.STOP, Directive.ESCALATE)) {
                    for (var type : RestartType.values()) {
                        rows.add(Arguments.of(scope, failure, directive, type));
                    }
                }
            }
        }
        return rows.stream();
    }

    /// The table itself, in words: what becomes of a, b and c, all of the same restart type.
    private static List<Fate> expected(
            SupervisorStrategy.Scope scope, Failure failure, Directive directive, RestartType type) {
        boolean stopsForGood = failure == Failure.STOPS_ITSELF && type != RestartType.PERMANENT;
        if (stopsForGood) {
            return List.of(Fate.UNTOUCHED, Fate.STOPPED, Fate.UNTOUCHED);
        }
        // A permanent child that stops itself comes back whatever the decider thinks of failures.
        var effective = failure == Failure.STOPS_ITSELF ? Directive.RESTART : directive;
        return switch (effective) {
            case RESUME -> List.of(Fate.UNTOUCHED, Fate.UNTOUCHED, Fate.UNTOUCHED);
            case STOP -> reached(scope, Fate.STOPPED);
            case RESTART ->
                type == RestartType.TEMPORARY
                        ? List.of(Fate.UNTOUCHED, Fate.STOPPED, Fate.UNTOUCHED)
                        : reached(scope, Fate.RESTARTED);
            // The parent fails in its turn and is restarted, so it makes all its children anew.
            case ESCALATE -> List.of(Fate.STOPPED, Fate.STOPPED, Fate.STOPPED);
        };
    }

    private static List<Fate> reached(SupervisorStrategy.Scope scope, Fate fate) {
        return switch (scope) {
            case ONE_FOR_ONE -> List.of(Fate.UNTOUCHED, fate, Fate.UNTOUCHED);
            case ALL_FOR_ONE -> List.of(fate, fate, fate);
            case REST_FOR_ONE -> List.of(Fate.UNTOUCHED, fate, fate);
        };
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void eachChildMeetsItsFateInOrder(
            SupervisorStrategy.Scope scope, Failure failure, Directive directive, RestartType type) {
        var fates = expected(scope, failure, directive, type);
        var names = List.of("a", "b", "c");
        var children = new ArrayList<ActorRef<Object>>();
        var born = new CountDownLatch(1);
        system.get().<String>spawn("parent", context -> {
            context.supervise(
                    new SupervisorStrategy(scope, _ -> directive, 3, ofMinutes(1), SupervisorStrategy.Backoff.NONE));
            for (var name : names) {
                var child = context.spawn(
                        name, Props.<Object>of(inner -> child(inner, name)).restartType(type));
                if (born.getCount() > 0) {
                    children.add(child);
                }
            }
            if (born.getCount() == 0) {
                heard.add("parent again");
            }
            born.countDown();
            return _ -> {};
        });
        assertThat(heard.next(3)).containsExactlyInAnyOrder("a starts", "b starts", "c starts");

        children.get(1).tell(new Fail(failure));

        var endings = new ArrayList<String>();
        var startings = new ArrayList<String>();
        for (int i = 2; i >= 0; i--) {
            switch (fates.get(i)) {
                case STOPPED -> endings.add(names.get(i) + " PostStop");
                case RESTARTED -> endings.add(names.get(i) + " PreRestart");
                case UNTOUCHED -> {}
            }
        }
        for (int i = 0; i < 3; i++) {
            if (fates.get(i) == Fate.RESTARTED) {
                startings.add(names.get(i) + " starts");
            }
        }
        assertThat(heard.next(endings.size())).as("right to left").containsExactlyElementsOf(endings);
        if (directive == Directive.ESCALATE && fates.stream().allMatch(fate -> fate == Fate.STOPPED)) {
            assertThat(heard.next(4)).contains("parent again");
        } else {
            assertThat(heard.next(startings.size())).as("left to right").containsExactlyElementsOf(startings);
        }
        for (int i = 0; i < 3; i++) {
            if (fates.get(i) != Fate.STOPPED) {
                children.get(i).tell("are you there?");
                assertThat(heard.next()).isEqualTo(names.get(i) + " got are you there?");
            }
        }
        heard.expectNothingMore();
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
