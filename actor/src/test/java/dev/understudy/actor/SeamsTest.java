package dev.understudy.actor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Leftover;
import dev.understudy.actor.internal.LocalActor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the rooms above build on.
class SeamsTest {

    private static final DeadLetter.Reason STALE = new DeadLetter.Reason("STALE");

    private record Routed(Object message, int epoch) implements Envelope {}

    private record Refused(Object message) implements Envelope {
        @Override
        public DeadLetter.@Nullable Reason refusal() {
            return DeadLetter.Reason.DEADLINE_PASSED;
        }
    }

    @RegisterExtension
    final TestSystem system = new TestSystem();

    private final Probe<Object> heard = new Probe<>();
    private final Probe<DeadLetter> dead = new Probe<>();

    /// Lets envelopes of epoch 1 and whatever has none pass.
    private Props<String> guarded(BehaviorFactory<String> factory) {
        return Props.of(factory).intercept((message, turn) -> {
            switch (message) {
                case Routed(String inner, int epoch) when epoch == 1 -> turn.proceed(inner + " by lease");
                case Routed _ -> turn.refuse(STALE);
                default -> turn.proceed((String) message);
            }
        });
    }

    @Test
    void anInterceptorSeesEachMessageBeforeTheBehaviorAndSurvivesBecomeAndRestart() {
        system.get().deadLetterChannel().subscribe(dead::add);
        var actor = system.get().spawn("guarded", guarded(context -> message -> {
            if (message.startsWith("become")) {
                context.become(later -> {
                    if (later.startsWith("fail")) {
                        throw new IllegalStateException("on purpose");
                    }
                    heard.add("became: " + later);
                });
            } else {
                heard.add(message);
            }
        }));
        var ref = InternalRef.of(actor);

        ref.tellEnvelope(new Routed("one", 1));
        ref.tellEnvelope(new Routed("two", 2));
        actor.tell("become");
        ref.tellEnvelope(new Routed("three", 1));
        actor.tell("fail");
        ref.tellEnvelope(new Routed("four", 1));

        assertThat(heard.next(3)).containsExactly("one by lease", "became: three by lease", "four by lease");
        assertThat(dead.next()).isEqualTo(new DeadLetter("two", actor, STALE));
    }

    @Test
    void anEnvelopeIsOpenedForAnActorWithoutInterceptorUnlessItRefuses() {
        system.get().deadLetterChannel().subscribe(dead::add);
        var actor = system.get().spawn("plain", _ -> heard::add);

        InternalRef.of(actor).tellEnvelope(new Refused("late"));
        InternalRef.of(actor).tellEnvelope(new Routed("in time", 7));

        assertThat(heard.next()).isEqualTo("in time");
        assertThat(dead.next()).isEqualTo(new DeadLetter("late", actor, DeadLetter.Reason.DEADLINE_PASSED));
    }

    @Test
    void aCancelledAskIsNotProcessed() {
        system.get().deadLetterChannel().subscribe(dead::add);
        var gate = new CountDownLatch(1);
        var actor = system.get()
                .spawn(
                        "busy",
                        Props.<Object>of(_ -> message -> {
                                    gate.await();
                                    heard.add(message);
                                })
                                .blocking());
        actor.tell("first");

        var answer = actor.<String>ask(replyTo -> replyTo, ofSeconds(60));
        answer.cancel(false);
        actor.tell("last");
        gate.countDown();

        assertThat(heard.next(2)).containsExactly("first", "last");
        assertThat(dead.next().reason()).isEqualTo(DeadLetter.Reason.CANCELLED);
    }

    @Test
    void aPromiseIsARefThatTellsItsWatcherWhenItIsCompleted() {
        var silent = system.get().<ActorRef<String>>spawn("silent", _ -> heard::add);
        var promise =
                AskPromise.<ActorRef<String>, String>prepare(InternalRef.of(silent), replyTo -> replyTo, ofSeconds(60));
        promise.addWatcher(heard::add);

        promise.tell("answer");

        assertThat(promise.join()).isEqualTo("answer");
        assertThat(heard.next()).isEqualTo(new Signal.Terminated(promise, new Signal.Cause.Stopped()));
    }

    @Test
    void drainingHandsOverMailboxStashAndTimersInOrder() throws Exception {
        system.get().deadLetterChannel().subscribe(dead::add);
        var gate = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        var actor = system.get().spawn("drained", guarded(context -> new Behavior<>() {
            @Override
            public void receive(String message) throws InterruptedException {
                if (message.startsWith("stash")) {
                    context.stash().add(message);
                } else {
                    context.timers().startOnce("key", "tick", Duration.ofHours(1));
                    entered.countDown();
                    gate.await();
                    heard.add(message);
                }
            }

            @Override
            public void onSignal(Signal signal) {
                heard.add(signal);
            }
        }));
        actor.tell("stash 1");
        actor.tell("stash 2");
        actor.tell("running");
        entered.await();
        var envelope = new Routed("two", 1);
        actor.tell("one");
        InternalRef.of(actor).tellEnvelope(envelope);

        var drained = LocalActor.of(actor).orElseThrow().drain(late -> heard.add("late: " + late));
        gate.countDown();
        var leftover = drained.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        actor.tell("three");

        assertThat(leftover.messages()).containsExactly("one", envelope);
        assertThat(leftover.stash()).containsExactly("stash 1", "stash 2");
        assertThat(leftover.timers()).singleElement().satisfies(timer -> {
            assertThat(timer.key()).isEqualTo("key");
            assertThat(timer.message()).isEqualTo("tick");
            assertThat(timer.remaining()).isBetween(Duration.ofMinutes(55), Duration.ofHours(1));
        });
        assertThat(heard.next(3)).containsExactly("running", new Signal.PostStop(), "late: three");
        dead.expectNothingMore();
    }

    @Test
    void whoIsDrainedFirstHandlesTheOutcomesItWaitsFor() throws Exception {
        var stage = new CompletableFuture<String>();
        var next = new CompletableFuture<String>();
        var actor = awaiting(stage, next);
        actor.tell("begin");
        assertThat(heard.next()).isEqualTo("begin");

        var drained = LocalActor.of(actor).orElseThrow().drain(heard::add);
        actor.tell("one");
        actor.tell("two");
        stage.complete("first");
        assertThat(heard.next()).isEqualTo("first");
        actor.tell("three");
        assertThat(drained).isNotDone();
        next.complete("second");

        var leftover = drained.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(heard.next()).isEqualTo("second");
        assertThat(leftover.stash()).isEmpty();
        assertThat(leftover.messages()).containsExactly("begin", "one", "two", "three");
    }

    @Test
    void whoIsDrainedAndStoppedWaitsNoLonger() throws Exception {
        var actor = awaiting(new CompletableFuture<>(), new CompletableFuture<>());
        actor.tell("begin");
        assertThat(heard.next()).isEqualTo("begin");

        var drained = LocalActor.of(actor).orElseThrow().drain(heard::add);
        actor.tell("one");
        LocalActor.of(actor).orElseThrow().stop();

        assertThat(drained.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .messages())
                .containsExactly("one");
    }

    /// Waits for one stage, then unstashes what began it and waits for the next.
    private ActorRef<String> awaiting(CompletableFuture<String> stage, CompletableFuture<String> next) {
        return system.get().spawn("awaiting", Props.of(context -> message -> {
            heard.add(message);
            if (message.equals("begin")) {
                context.stash().add(message);
                context.pipeToSelf(stage, (value, _) -> String.valueOf(value));
            } else if (message.equals("first")) {
                context.stash().unstashAll();
                context.pipeToSelf(next, (value, _) -> String.valueOf(value));
            }
        }));
    }

    @Test
    void drainingAStoppedActorGivesNothing() throws Exception {
        var actor = system.get().<String>spawn("gone", context -> {
            context.stop();
            return heard::add;
        });
        var ended = new CompletableFuture<Signal.Terminated>();
        InternalRef.of(actor).addWatcher(ended::complete);
        ended.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS);

        var leftover = LocalActor.of(actor).orElseThrow().drain(heard::add);

        assertThat(leftover.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(Leftover.NONE);
    }

    @Test
    void anInspectionSeesWhatWaitsAndWhatWasProcessed() throws Exception {
        var actor = system.get().spawn("inspected", guarded(context -> message -> {
            if (message.equals("stash")) {
                context.stash().add(message);
            } else {
                context.spawn(_ -> _ -> {});
            }
        }));
        actor.tell("spawn");
        actor.tell("stash");
        actor.tell("spawn");
        var local = LocalActor.of(actor).orElseThrow();
        var seen = local.inspect().get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        while (seen.processed() < 3) {
            seen = local.inspect().get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        assertThat(seen.mailboxDepth()).isZero();
        assertThat(seen.children()).isEqualTo(2);
        assertThat(seen.stashed()).isEqualTo(1);
        assertThat(seen.suspended()).isFalse();
    }

    @Test
    void aTerminatedSignalFromAboveReachesOnlyAnActorThatWatches() {
        var foreign = system.get().deadLetters();
        var watched = new CountDownLatch(1);
        var actor = InternalRef.of(system.get().spawn("watcher", context -> {
            watched.countDown();
            return new Behavior<Object>() {
                @Override
                public void receive(Object message) {
                    heard.add(message);
                }

                @Override
                public void onSignal(Signal signal) {
                    heard.add(signal);
                }
            };
        }));

        actor.signal(new Signal.Terminated(foreign, new Signal.Cause.NodeDown("n2")));
        actor.tell("after");

        assertThat(heard.next()).isEqualTo("after");
    }

    @Test
    void theContextCannotBeUsedFromOutsideItsActor() throws Exception {
        var leaked = new CompletableFuture<ActorContext<String>>();
        system.get().<String>spawn("leaky", context -> {
            leaked.complete(context);
            return _ -> {};
        });
        var context = leaked.get(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThatThrownBy(context::stop)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/user/leaky")
                .hasMessageContaining("outside");
        assertThat(context.self().path()).isEqualTo("/user/leaky");
        assertThat(List.of(context.system())).containsExactly(system.get());
    }
}
