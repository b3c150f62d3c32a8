package dev.understudy.actor;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What an actor can do through its context, beyond its birth and death.
class ContextTest {

    private static final Dispatcher HEAVY = Dispatcher.named("heavy");

    private final ActorSystem system =
            ActorSystem.named("context").workers(1).dispatcher(HEAVY, 1).start();
    private final Probe<Object> heard = new Probe<>();

    @AfterEach
    void close() {
        system.close();
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("not in time", e);
        }
    }

    @Test
    void anAdapterTranslatesAsTheActorAndOutlivesARestart() {
        var adapter = new CompletableFuture<ActorRef<Integer>>();
        var actor = system.<String>spawn("actor", context -> {
            adapter.complete(context.messageAdapter(number ->
                    "number " + number + " on " + Thread.currentThread().getName()));
            return message -> {
                if (message.equals("fail")) {
                    throw new IllegalStateException("on purpose");
                }
                heard.add(message);
            };
        });
        var ref = get(adapter);

        ref.tell(1);
        actor.tell("fail");
        ref.tell(2);

        assertThat(heard.next(2))
                .containsExactly("number 1 on understudy-context-worker-0", "number 2 on understudy-context-worker-0");
    }

    @Test
    void aTranslationThatThrowsIsTheActorsFailure() {
        var adapter = new CompletableFuture<ActorRef<Integer>>();
        system.<String>spawn("parent", context -> {
            context.supervise(SupervisorStrategy.oneForOne(failure -> {
                heard.add(String.valueOf(failure.getMessage()));
                return Directive.RESUME;
            }));
            context.<String>spawn("child", inner -> {
                adapter.complete(inner.messageAdapter(number -> {
                    throw new IllegalStateException("can't translate " + number);
                }));
                return heard::add;
            });
            return _ -> {};
        });

        get(adapter).tell(7);

        assertThat(heard.next()).isEqualTo("can't translate 7");
    }

    @Test
    void anAdapterEndsWithItsActor() {
        var adapter = new CompletableFuture<ActorRef<Integer>>();
        var actor = system.<String>spawn("actor", context -> {
            adapter.complete(context.messageAdapter(String::valueOf));
            return _ -> context.stop();
        });
        system.<String>spawn("watcher", context -> {
            context.watchWith(get(adapter), "the adapter has ended");
            return heard::add;
        });

        actor.tell("stop");

        assertThat(heard.next()).isEqualTo("the adapter has ended");
    }

    @Test
    void theOutcomeOfSomethingAsynchronousArrivesAsAMessage() {
        var success = new CompletableFuture<Integer>();
        var failure = new CompletableFuture<Integer>();
        system.<String>spawn("actor", context -> {
            context.pipeToSelf(success, (value, _) -> "got " + value);
            context.pipeToSelf(
                    failure,
                    (_, thrown) -> "failed with " + (thrown == null ? "nothing" : String.valueOf(thrown.getMessage())));
            return heard::add;
        });

        success.complete(42);
        assertThat(heard.next()).isEqualTo("got 42");
        failure.completeExceptionally(new IllegalStateException("on purpose"));
        assertThat(heard.next()).isEqualTo("failed with on purpose");
    }

    @Test
    void anActorAsksWithoutWaiting() {
        var adder = system.<Question>spawn(
                "adder", _ -> question -> question.replyTo().tell(question.number() + 1));
        var silent = system.<Question>spawn("silent", _ -> _ -> {});
        var actor = system.<String>spawn("actor", context -> message -> {
            if (message.equals("ask")) {
                context.<Question, Integer>ask(
                        adder, replyTo -> new Question(1, replyTo), ofSeconds(60), (sum, _) -> "sum " + sum);
                context.<Question, Integer>ask(
                        silent,
                        replyTo -> new Question(1, replyTo),
                        ofMillis(20),
                        (_, failure) -> String.valueOf(failure instanceof AskTimeoutException));
            }
            heard.add(message);
        });

        actor.tell("ask");

        assertThat(heard.next(3)).containsExactly("ask", "sum 2", "true");
    }

    private record Question(int number, ActorRef<Integer> replyTo) {}

    @Test
    void whoIsNoLongerWatchedIsNotHeardOfEvenIfTheNewsIsOnItsWay() {
        var doomed = system.<String>spawn("doomed", context -> _ -> context.stop());
        var other = system.<String>spawn("other", context -> _ -> context.stop());
        var watcher = system.<String>spawn("watcher", context -> {
            context.watchWith(doomed, "doomed has ended");
            context.watchWith(other, "other has ended");
            return message -> {
                if (message.equals("unwatch")) {
                    doomed.tell("stop");
                    // On the only worker, so the watched one is gone before this turn's successor.
                    context.unwatch(doomed);
                }
                heard.add(message);
            };
        });

        watcher.tell("unwatch");
        assertThat(heard.next()).isEqualTo("unwatch");
        other.tell("stop");

        assertThat(heard.next()).isEqualTo("other has ended");
        heard.expectNothingMore();
    }

    @Test
    void aLaterWatchReplacesTheMessageOfAnEarlierOne() {
        var doomed = system.<String>spawn("doomed", context -> _ -> context.stop());
        system.<String>spawn("watcher", context -> {
            context.watchWith(doomed, "first");
            context.watchWith(doomed, "second");
            heard.add("watching");
            return heard::add;
        });
        assertThat(heard.next()).isEqualTo("watching");

        doomed.tell("stop");

        assertThat(heard.next()).isEqualTo("second");
    }

    @Test
    void aDedicatedDispatcherHasThreadsOfItsOwn() {
        system.spawn(
                        "heavy",
                        Props.<String>of(_ ->
                                        _ -> heard.add(Thread.currentThread().getName()))
                                .dispatcher(HEAVY))
                .tell("where?");

        assertThat(heard.next()).isEqualTo("understudy-context-heavy-0");
    }

    @Test
    void anUnknownDispatcherIsRefusedNamingThoseThereAre() {
        assertThatThrownBy(() ->
                        system.spawn("lost", Props.<String>of(_ -> _ -> {}).dispatcher(Dispatcher.named("nowhere"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("[blocking, heavy, shared]");
    }

    @Test
    void anActorThatNeverRestsStarvesNobodyOnItsWorker() {
        var enough = new AtomicBoolean();
        var restless = system.<String>spawn("restless", context -> message -> {
            if (!enough.get()) {
                context.self().tell(message);
            }
        });
        var pair = system.<String>spawn("ping", context -> {
            var pong = context.<ActorRef<String>>spawn("pong", _ -> replyTo -> replyTo.tell("ball"));
            return _ -> {
                if (!enough.get()) {
                    pong.tell(context.self());
                }
            };
        });
        restless.tell("again");
        pair.tell("ball");

        // Each of these needs turns on the one worker that the others keep busy.
        for (int i = 0; i < 100; i++) {
            system.<Integer>spawn("quiet-" + i, _ -> heard::add).tell(i);
        }

        assertThat(heard.next(100)).hasSize(100);
        enough.set(true);
    }

    @Test
    void onlyChildrenCanBeStopped() {
        var stranger = system.<String>spawn("stranger", _ -> _ -> {});
        system.<String>spawn("actor", context -> {
            heard.add(catchThrowable(() -> context.stop(stranger)));
            return _ -> {};
        });

        assertThat(heard.next())
                .isInstanceOfSatisfying(
                        IllegalArgumentException.class,
                        it -> assertThat(it)
                                .hasMessage("/user/stranger is not a child of /user/actor, so it can't stop it"));
    }

    @Test
    void childrenAreListedInTheOrderTheyWereStarted() {
        system.<String>spawn("parent", context -> {
            var b = context.<String>spawn("b", _ -> _ -> {});
            var a = context.<String>spawn("a", _ -> _ -> {});
            heard.add(context.children().equals(List.of(b, a)));
            heard.add(context.child("a").filter(a::equals).isPresent());
            heard.add(context.child("c").isEmpty());
            return _ -> {};
        });

        assertThat(heard.next(3)).containsOnly(true);
    }
}
