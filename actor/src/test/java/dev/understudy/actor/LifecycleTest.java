package dev.understudy.actor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Birth, death and the news of it.
class LifecycleTest {

    @RegisterExtension
    final TestSystem system = new TestSystem();

    private final Probe<Object> heard = new Probe<>();

    /// Tells the probe all that happens to it; stops on "stop", throws on "fail".
    private Behavior<String> reporting(ActorContext<String> context, String name) {
        heard.add(name + " starts");
        return new Behavior<>() {
            @Override
            public void receive(String message) {
                switch (message) {
                    case "stop" -> context.stop();
                    case "fail" -> throw new IllegalStateException("on purpose");
                    default -> heard.add(name + " got " + message);
                }
            }

            @Override
            public void onSignal(Signal signal) {
                heard.add(name + " " + signal.getClass().getSimpleName());
            }
        };
    }

    @Test
    void anActorStopsFromTheLeavesUpAndRightToLeft() {
        var root = system.get().<String>spawn("root", context -> {
            for (var child : List.of("a", "b")) {
                context.<String>spawn(child, inner -> {
                    inner.<String>spawn("leaf", leaf -> reporting(leaf, child + "/leaf"));
                    return reporting(inner, child);
                });
            }
            return reporting(context, "root");
        });
        assertThat(heard.next(5)).contains("root starts", "a starts", "b starts", "a/leaf starts", "b/leaf starts");

        system.get().stop(root);

        assertThat(heard.next(5))
                .containsExactly("b/leaf PostStop", "b PostStop", "a/leaf PostStop", "a PostStop", "root PostStop");
    }

    @Test
    void restartKeepsTheMailbox() {
        var held = new CountDownLatch(1);
        var actor = system.get().<String>spawn("actor", context -> {
            var behavior = reporting(context, "actor");
            return message -> {
                held.await();
                behavior.receive(message);
            };
        });

        actor.tell("one");
        actor.tell("fail");
        actor.tell("two");
        actor.tell("three");
        held.countDown();

        assertThat(heard.next(5))
                .containsExactly("actor starts", "actor got one", "actor starts", "actor got two", "actor got three");
    }

    @Test
    void terminatedArrivesOnceAndAfterWhatTheActorSentBefore() {
        system.get().<String>spawn("watcher", context -> {
            var child = context.<ActorRef<String>>spawn("child", inner -> replyTo -> {
                replyTo.tell("last words");
                inner.stop();
            });
            context.watch(child);
            context.watch(child);
            child.tell(context.self());
            return reporting(context, "watcher");
        });

        assertThat(heard.next(3)).containsExactly("watcher starts", "watcher got last words", "watcher Terminated");
        heard.expectNothingMore();
    }

    @Test
    void watchWithSendsItsMessageAlsoForAnActorThatIsGoneAlready() {
        var gone = system.get().<String>spawn("gone", context -> reporting(context, "gone"));
        gone.tell("stop");
        assertThat(heard.next(2)).containsExactly("gone starts", "gone PostStop");

        system.get().<String>spawn("watcher", context -> {
            context.watchWith(gone, "it is gone");
            return reporting(context, "watcher");
        });

        assertThat(heard.next(2)).containsExactly("watcher starts", "watcher got it is gone");
    }

    @Test
    void aNameIsTakenUntilItsActorHasStopped() {
        var first = system.get().<String>spawn("name", context -> reporting(context, "first"));
        assertThatThrownBy(() -> system.get().<String>spawn("name", context -> reporting(context, "second")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/user/name");

        system.get().spawn("watcher", context -> {
            context.watch(first);
            return new Behavior<>() {
                @Override
                public void receive(Object message) {}

                @Override
                public void onSignal(Signal signal) {
                    heard.add(signal);
                }
            };
        });
        first.tell("stop");
        assertThat(heard.next(3)).last().isInstanceOf(Signal.Terminated.class);

        system.get().<String>spawn("name", context -> reporting(context, "second"));
        assertThat(heard.next()).isEqualTo("second starts");
    }

    @Test
    void askingAStoppedActorFailsAtOnceAsCertainlyNotHandled() {
        var actor = system.get().<ActorRef<String>>spawn("actor", context -> {
            context.stop();
            return replyTo -> replyTo.tell("alive");
        });

        var answer = actor.<String>ask(replyTo -> replyTo, ofSeconds(60));

        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(UndeliverableException.class)
                .hasMessageContaining("/user/actor");
        assertThat(system.get().deadLetterChannel().counts()).containsEntry(DeadLetter.Reason.ACTOR_STOPPED, 1L);
    }

    @Test
    void anAskThatNobodyAnswersTimesOutNamingTargetAndDeadline() {
        var actor = system.get().<ActorRef<String>>spawn("silent", _ -> _ -> {});

        var answer = actor.<String>ask(replyTo -> replyTo, java.time.Duration.ofMillis(20));

        assertThatThrownBy(answer::join)
                .cause()
                .isInstanceOf(AskTimeoutException.class)
                .hasMessage("ask to /user/silent timed out after PT0.02S");
    }

    @Test
    void closeReportsWhatDidNotStop() {
        var entered = new CountDownLatch(1);
        var other = ActorSystem.named("stuck").workers(2).start();
        var stuck = other.<String>spawn(
                "stuck",
                Props.<String>of(_ -> _ -> {
                            entered.countDown();
                            new CountDownLatch(1).await();
                        })
                        .blocking());
        stuck.tell("wait for ever");
        other.<String>spawn("easy", _ -> _ -> {});
        await(entered);

        var report = other.shutdown(java.time.Duration.ofMillis(50));

        assertThat(report.isClean()).isFalse();
        assertThat(report.unstopped()).contains("/user/stuck");
    }

    @Test
    void closeOfAHealthySystemIsClean() {
        var other = ActorSystem.named("healthy").workers(2).start();
        other.<String>spawn("easy", context -> reporting(context, "easy"));
        assertThat(heard.next()).isEqualTo("easy starts");

        var report = other.shutdown(TestSystem.PATIENCE);

        assertThat(report.unstopped()).isEmpty();
        assertThat(heard.next()).isEqualTo("easy PostStop");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
