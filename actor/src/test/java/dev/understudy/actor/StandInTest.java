package dev.understudy.actor;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.internal.ChildLife;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.HostedChild;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.StandIn;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Both ends of a child that runs elsewhere, each with the other end played by the test.
class StandInTest {

    @RegisterExtension
    final TestSystem system = new TestSystem();

    private final Probe<String> heard = new Probe<>();

    // ---- the parent's end

    /// Says what it is asked, and lets the test answer.
    private final class Played implements StandIn<String> {
        @Override
        public void start() {
            heard.add("start");
        }

        @Override
        public void resume() {
            heard.add("resume");
        }

        @Override
        public void halt(Throwable failure) {
            heard.add("halt: " + failure.getMessage());
        }

        @Override
        public void stop() {
            heard.add("stop");
            life.get().gone(new Signal.Cause.Stopped());
        }

        @Override
        public void forward(Object message) {
            heard.add("message " + (message instanceof Envelope envelope ? envelope.message() : message));
        }

        @Override
        public Optional<InternalRef<String>> ref() {
            return Optional.empty();
        }

        @Override
        public int load() {
            return 1;
        }

        @Override
        public boolean isLocal() {
            return false;
        }
    }

    private final AtomicReference<ChildLife> life = new AtomicReference<>();

    private ActorRef<String> childOf(Directive directive) {
        var child = new AtomicReference<ActorRef<String>>();
        var born = new Probe<String>();
        system.get().<String>spawn("parent", context -> {
            context.supervise(SupervisorStrategy.oneForOne(_ -> directive).withRestartLimit(2, ofMinutes(1)));
            var ref = context.spawn("child", Props.<String>elsewhere((_, told, name) -> {
                life.set(told);
                assertThat(name).isEqualTo("/user/parent/child");
                return new Played();
            }));
            child.set(ref);
            context.watch(ref);
            born.add("born");
            return new Behavior<>() {
                @Override
                public void receive(String message) {
                    context.stop(ref);
                }

                @Override
                public void onSignal(Signal signal) {
                    if (signal instanceof Signal.Terminated(var _, var cause)) {
                        heard.add("terminated: " + cause);
                    }
                }
            };
        });
        assertThat(born.next()).isEqualTo("born");
        assertThat(heard.next()).isEqualTo("start");
        return child.get();
    }

    @Test
    void messagesWaitUntilTheActorElsewhereHasStarted() {
        var child = childOf(Directive.RESTART);
        child.tell("one");
        child.tell("two");

        life.get().started();

        assertThat(heard.next()).isEqualTo("message one");
        assertThat(heard.next()).isEqualTo("message two");
    }

    @Test
    void restartHaltsFirstAndKeepsWhatComesMeanwhile() {
        var child = childOf(Directive.RESTART);
        life.get().started();

        life.get().failed(new IllegalStateException("far away"), true);
        assertThat(heard.next()).isEqualTo("halt: far away");
        child.tell("meanwhile");
        life.get().halted();
        assertThat(heard.next()).isEqualTo("start");
        life.get().started();

        assertThat(heard.next()).isEqualTo("message meanwhile");
    }

    @Test
    void resumeIsPassedOnWhereThereIsSomethingToResume() {
        childOf(Directive.RESUME);
        life.get().started();

        life.get().failed(new IllegalStateException("far away"), true);
        assertThat(heard.next()).isEqualTo("resume");
        life.get().failed(new NodeDownException("/user/parent/child", "n2"), false);
        assertThat(heard.next()).isEqualTo("halt: /user/parent/child ran on n2, which was lost");
    }

    @Test
    void stopForALostNodeIsToldAsThatToWatchers() {
        childOf(Directive.STOP);
        life.get().started();

        life.get().failed(new NodeDownException("/user/parent/child", "n2"), false);
        assertThat(heard.next()).isEqualTo("stop");

        assertThat(heard.next()).isEqualTo("terminated: NodeDown[member=n2]");
    }

    @Test
    void childThatStoppedItselfElsewhereIsGone() {
        childOf(Directive.RESTART);
        life.get().started();

        life.get().gone(new Signal.Cause.Stopped());

        assertThat(heard.next()).isEqualTo("terminated: Stopped[]");
    }

    // ---- the child's end

    private final class Listening implements ChildLife {
        @Override
        public void started() {
            heard.add("started");
        }

        @Override
        public void failed(Throwable failure, boolean hasBehavior) {
            heard.add("failed: " + failure.getMessage() + (hasBehavior ? "" : ", without a behavior"));
        }

        @Override
        public void halted() {
            heard.add("halted");
        }

        @Override
        public void gone(Signal.Cause cause) {
            heard.add("gone: " + cause);
        }
    }

    private HostedChild<String> hosted(String name) {
        return system.get()
                .internals()
                .host(
                        name,
                        Props.of(_ -> message -> {
                            if (message.equals("fail")) {
                                throw new IllegalStateException("on purpose");
                            }
                            heard.add("message " + message);
                        }),
                        new Listening());
    }

    @Test
    void hostedChildWaitsForItsParentsVerdict() {
        var child = hosted("one");
        assertThat(heard.next()).isEqualTo("started");

        child.ref().tell("fail");
        child.ref().tell("after");
        assertThat(heard.next()).isEqualTo("failed: on purpose");
        child.halt(new IllegalStateException("verdict"));
        assertThat(heard.next()).isEqualTo("halted");
        child.recreate();

        assertThat(heard.next(2)).containsExactlyInAnyOrder("started", "message after");
        assertThat(child.ref().path()).isEqualTo("/hosted/one");
    }

    @Test
    void hostedChildOfASystemThatClosesIsGoneToo() {
        hosted("one");
        assertThat(heard.next()).isEqualTo("started");

        system.get().close();

        assertThat(heard.next()).isEqualTo("gone: Stopped[]");
    }

    @Test
    void hostedChildThatCannotBeMadeHasNoBehavior() {
        var _ = system.get()
                .internals()
                .<String>host(
                        "one",
                        Props.of(_ -> {
                            throw new IllegalStateException("never");
                        }),
                        new Listening());

        assertThat(heard.next()).isEqualTo("failed: never, without a behavior");
    }
}
