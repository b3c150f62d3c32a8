package dev.understudy.actor;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Restart limits and waits, failures in the wrong moment, and who supervises those at the top.
class SupervisionTest {

    private final ManualTime time = new ManualTime();
    private final ActorSystem system =
            ActorSystem.named("supervision").timeSource(time).workers(2).start();
    private final Probe<String> heard = new Probe<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        system.close();
    }

    private static final class Boom extends RuntimeException {
        Boom() {
            super("on purpose");
        }
    }

    private Behavior<String> reporting(ActorContext<String> context, String name) {
        heard.add(name + " starts");
        return new Behavior<>() {
            @Override
            public void receive(String message) {
                switch (message) {
                    case "fail" -> throw new Boom();
                    case "die" -> throw new AssertionError("on purpose");
                    case "stop" -> context.stop();
                    default -> heard.add(name + " got " + message);
                }
            }

            @Override
            public void onSignal(Signal signal) {
                heard.add(name + " " + signal.getClass().getSimpleName());
            }
        };
    }

    /// A parent that passes everything on to its child and reports when it is made anew.
    private ActorRef<String> parentOf(SupervisorStrategy strategy, BehaviorFactory<String> child) {
        return system.spawn("parent", context -> {
            heard.add("parent starts");
            context.supervise(strategy);
            var ref = context.spawn("child", child);
            return ref::tell;
        });
    }

    @Test
    void oneRestartTooManyWithinTheWindowEscalates() {
        var parent = parentOf(
                SupervisorStrategy.oneForOne(_ -> Directive.RESTART).withRestartLimit(2, ofSeconds(10)),
                context -> reporting(context, "child"));
        assertThat(heard.next(2)).containsExactly("parent starts", "child starts");

        for (int i = 0; i < 2; i++) {
            parent.tell("fail");
            assertThat(heard.next(2)).containsExactly("child PreRestart", "child starts");
        }
        parent.tell("fail");

        assertThat(heard.next(3)).containsExactly("child PostStop", "parent starts", "child starts");
    }

    @Test
    void childThatItsParentStopsWhileAGroupWaitsForItsRestartHoldsNobodyUp() {
        var parent = system.<String>spawn("parent", context -> {
            context.supervise(
                    SupervisorStrategy.allForOne(_ -> Directive.RESTART).withBackoff(ofSeconds(1), ofSeconds(1), 0));
            var first = context.<String>spawn("a", inner -> reporting(inner, "a"));
            var second = context.<String>spawn("b", inner -> reporting(inner, "b"));
            context.watch(second);
            context.<String>spawn("c", inner -> reporting(inner, "c"));
            return new Behavior<>() {
                @Override
                public void receive(String message) {
                    switch (message) {
                        case "stop" -> context.stop(second);
                        default -> first.tell(message);
                    }
                }

                @Override
                public void onSignal(Signal signal) {
                    heard.add("parent " + signal.getClass().getSimpleName());
                }
            };
        });
        assertThat(heard.next(3)).containsExactlyInAnyOrder("a starts", "b starts", "c starts");
        parent.tell("fail");
        assertThat(heard.next(3)).containsExactly("c PreRestart", "b PreRestart", "a PreRestart");

        parent.tell("stop");
        assertThat(heard.next()).isEqualTo("parent Terminated");

        assertThat(heard.next(() -> time.advance(ofMillis(100)))).isEqualTo("a starts");
        assertThat(heard.next()).isEqualTo("c starts");
    }

    @Test
    void restartsOutsideTheWindowAreForgotten() {
        var parent = parentOf(
                SupervisorStrategy.oneForOne(_ -> Directive.RESTART).withRestartLimit(1, ofSeconds(10)),
                context -> reporting(context, "child"));
        assertThat(heard.next(2)).containsExactly("parent starts", "child starts");

        for (int i = 0; i < 5; i++) {
            parent.tell("fail");
            assertThat(heard.next(2)).containsExactly("child PreRestart", "child starts");
            time.advance(ofSeconds(10));
        }
        heard.expectNothingMore();
    }

    @Test
    void theWindowSlides() {
        var history = new RestartHistory();
        var strategy = SupervisorStrategy.DEFAULT.withRestartLimit(2, ofSeconds(10));

        assertThat(history.restart(strategy, 0)).isEqualTo(1);
        assertThat(history.restart(strategy, ofSeconds(6).toNanos())).isEqualTo(2);
        assertThat(history.restart(strategy, ofSeconds(9).toNanos())).isZero();
        assertThat(history.restart(strategy, ofSeconds(10).toNanos())).isEqualTo(2);
        assertThat(history.restart(strategy, ofSeconds(15).toNanos())).isZero();
    }

    @Test
    void theWaitDoublesUpToItsMaximumAndJitterOnlyShortensIt() {
        var backoff = new SupervisorStrategy.Backoff(ofMillis(100), ofSeconds(1), 0.2);

        assertThat(backoff.before(1, 0)).isEqualTo(ofMillis(100));
        assertThat(backoff.before(2, 0)).isEqualTo(ofMillis(200));
        assertThat(backoff.before(4, 0)).isEqualTo(ofMillis(800));
        assertThat(backoff.before(5, 0)).isEqualTo(ofSeconds(1));
        assertThat(backoff.before(1000, 0)).isEqualTo(ofSeconds(1));
        assertThat(backoff.before(1, 0.5)).isEqualTo(ofMillis(90));
        assertThat(backoff.before(5, 1)).isEqualTo(ofMillis(800));
        assertThat(SupervisorStrategy.Backoff.NONE.before(3, 0.5)).isEqualTo(ZERO);
    }

    @Test
    void aRestartWaitsForItsBackoff() {
        var parent = parentOf(
                SupervisorStrategy.oneForOne(_ -> Directive.RESTART).withBackoff(ofSeconds(5), ofMinutes(1), 0),
                context -> reporting(context, "child"));
        parent.tell("fail");
        assertThat(heard.next(3)).containsExactly("parent starts", "child starts", "child PreRestart");
        var failed = time.nanoTime();

        assertThat(heard.next(() -> time.advance(ofMillis(100)))).isEqualTo("child starts");

        assertThat(Duration.ofNanos(time.nanoTime() - failed)).isGreaterThanOrEqualTo(ofSeconds(5));
    }

    @Test
    void whoIsStoppedWhileItWaitsForItsRestartStaysStopped() {
        var child = new CompletableFuture<ActorRef<String>>();
        var parent = system.<String>spawn("parent", context -> {
            context.supervise(
                    SupervisorStrategy.oneForOne(_ -> Directive.RESTART).withBackoff(ofSeconds(5), ofSeconds(5), 0));
            var ref = context.<String>spawn("child", inner -> reporting(inner, "child"));
            context.watchWith(ref, "gone");
            child.complete(ref);
            return message -> {
                switch (message) {
                    case "stop child" -> context.stop(ref);
                    case "gone" -> heard.add("gone");
                    default -> ref.tell(message);
                }
            };
        });
        parent.tell("fail");
        assertThat(heard.next(2)).containsExactly("child starts", "child PreRestart");

        parent.tell("stop child");

        assertThat(heard.next()).isEqualTo("gone");
        time.advance(ofMinutes(5));
        parent.tell("gone");
        assertThat(heard.next()).isEqualTo("gone");
        heard.expectNothingMore();
    }

    @Test
    void whoIsStoppedWhileItsChildrenStopForItsRestartStaysStopped() {
        var grandchild = new CompletableFuture<ActorRef<String>>();
        var parent = system.<String>spawn("parent", context -> {
            context.supervise(SupervisorStrategy.oneForOne(_ -> Directive.RESTART));
            var ref = context.<String>spawn("child", inner -> {
                grandchild.complete(inner.spawn(
                        "grandchild",
                        Props.<String>of(_ -> _ -> {
                                    heard.add("grandchild is busy");
                                    gate.await();
                                })
                                .blocking()));
                return reporting(inner, "child");
            });
            context.watchWith(ref, "gone");
            return message -> {
                switch (message) {
                    case "stop child" -> {
                        context.stop(ref);
                        heard.add("told to stop");
                    }
                    case "gone" -> heard.add("gone");
                    default -> ref.tell(message);
                }
            };
        });
        assertThat(heard.next()).isEqualTo("child starts");
        grandchild.join().tell("work");
        assertThat(heard.next()).isEqualTo("grandchild is busy");

        parent.tell("fail");
        parent.tell("stop child");
        assertThat(heard.next()).isEqualTo("told to stop");
        gate.countDown();

        assertThat(heard.next(2)).containsExactly("child PostStop", "gone");
    }

    @Test
    void aSiblingThatCannotStartAgainBeginsTheRestartOfAllAnew() {
        var attempts = new AtomicInteger();
        var parent = system.<String>spawn("parent", context -> {
            context.supervise(SupervisorStrategy.allForOne(_ -> Directive.RESTART));
            context.<String>spawn("first", inner -> reporting(inner, "first"));
            return context.<String>spawn("second", inner -> {
                if (attempts.incrementAndGet() == 2) {
                    throw new Boom();
                }
                return reporting(inner, "second");
            })::tell;
        });
        assertThat(heard.next(2)).containsExactlyInAnyOrder("first starts", "second starts");

        parent.tell("fail");

        assertThat(heard.next(3)).containsExactly("second PreRestart", "first PreRestart", "first starts");
        assertThat(heard.next(3)).containsExactly("first PreRestart", "first starts", "second starts");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void aFactoryThatThrowsIsTriedAgainUntilTheLimit() {
        var attempts = new AtomicInteger();
        var parent = parentOf(SupervisorStrategy.DEFAULT.withRestartLimit(5, ofSeconds(10)), context -> {
            if (attempts.incrementAndGet() < 4) {
                throw new Boom();
            }
            return reporting(context, "child");
        });
        parent.tell("hello");

        assertThat(heard.next(3)).containsExactly("parent starts", "child starts", "child got hello");
        assertThat(attempts).hasValue(4);
    }

    @Test
    void aFactoryThatThrowsCannotBeResumed() {
        var attempts = new AtomicInteger();
        var parent = parentOf(SupervisorStrategy.oneForOne(_ -> Directive.RESUME), context -> {
            if (attempts.incrementAndGet() == 1) {
                throw new Boom();
            }
            return reporting(context, "child");
        });
        parent.tell("hello");

        assertThat(heard.next(3)).containsExactly("parent starts", "child starts", "child got hello");
    }

    @Test
    void aRestartThatThrowsIsAFailureOfItsOwn() {
        var attempts = new AtomicInteger();
        var parent = parentOf(SupervisorStrategy.DEFAULT, context -> {
            if (attempts.incrementAndGet() == 2) {
                throw new Boom();
            }
            return reporting(context, "child");
        });
        parent.tell("fail");
        parent.tell("hello");

        assertThat(heard.next(5))
                .containsExactly(
                        "parent starts", "child starts", "child PreRestart", "child starts", "child got hello");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void whoThrowsInItsLastSignalHasStoppedAllTheSame() {
        system.<String>spawn("watcher", context -> {
            var doomed = context.<String>spawn("doomed", inner -> new Behavior<>() {
                @Override
                public void receive(String message) {
                    inner.stop();
                }

                @Override
                public void onSignal(Signal signal) {
                    heard.add("doomed " + signal.getClass().getSimpleName());
                    throw new Boom();
                }
            });
            context.watchWith(doomed, "gone");
            doomed.tell("stop");
            return heard::add;
        });

        assertThat(heard.next(2)).containsExactly("doomed PostStop", "gone");
    }

    @Test
    void aDeciderThatThrowsEscalates() {
        var parent = parentOf(
                SupervisorStrategy.oneForOne(_ -> {
                    throw new Boom();
                }),
                context -> reporting(context, "child"));
        parent.tell("fail");

        assertThat(heard.next(5))
                .containsExactly("parent starts", "child starts", "child PostStop", "parent starts", "child starts");
    }

    @Test
    void atTheTopAnExceptionRestartsAndAnErrorStopsThatActorOnly() {
        var one = system.<String>spawn("one", context -> reporting(context, "one"));
        assertThat(heard.next()).isEqualTo("one starts");
        var two = system.<String>spawn("two", context -> reporting(context, "two"));
        assertThat(heard.next()).isEqualTo("two starts");

        one.tell("fail");
        assertThat(heard.next(2)).containsExactly("one PreRestart", "one starts");
        one.tell("die");
        assertThat(heard.next()).isEqualTo("one PostStop");

        two.tell("hello");
        assertThat(heard.next()).isEqualTo("two got hello");
        heard.expectNothingMore();
    }

    @Test
    void atTheTopTheEleventhFailureInAMinuteStopsTheActor() {
        var one = system.<String>spawn("one", context -> reporting(context, "one"));
        assertThat(heard.next()).isEqualTo("one starts");

        for (int i = 0; i < SupervisorStrategy.DEFAULT_MAX_RESTARTS; i++) {
            one.tell("fail");
            assertThat(heard.next(2)).containsExactly("one PreRestart", "one starts");
        }
        one.tell("fail");

        assertThat(heard.next()).isEqualTo("one PostStop");
    }

    @Test
    void aBlockingChildThatDoesNotStopIsInterruptedAfterADeadline() {
        var parent = waitingChild(() -> gate.await());
        assertThat(heard.next()).isEqualTo("child waits");

        system.stop(parent);

        assertThat(heard.next(() -> time.advance(ofSeconds(1)))).isEqualTo("child interrupted");
        assertThat(heard.next(2)).containsExactly("child PostStop", "parent PostStop");
    }

    @Test
    void aBlockingChildThatIgnoresTheInterruptIsAbandoned() {
        var parent = waitingChild(() -> {
            while (gate.getCount() > 0) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    heard.add("child ignores it");
                }
            }
        });
        assertThat(heard.next()).isEqualTo("child waits");

        system.stop(parent);

        assertThat(heard.next(() -> time.advance(ofSeconds(1)))).isEqualTo("child ignores it");
        assertThat(heard.next(() -> time.advance(ofSeconds(1)))).isEqualTo("parent PostStop");
    }

    private interface Waiting {
        void await() throws InterruptedException;
    }

    private ActorRef<String> waitingChild(Waiting waiting) {
        return system.spawn("parent", context -> {
            context.spawn(
                            "child",
                            Props.<String>of(_ -> new Behavior<>() {
                                        @Override
                                        public void receive(String message) {
                                            heard.add("child waits");
                                            try {
                                                waiting.await();
                                            } catch (InterruptedException e) {
                                                heard.add("child interrupted");
                                            }
                                        }

                                        @Override
                                        public void onSignal(Signal signal) {
                                            heard.add(
                                                    "child " + signal.getClass().getSimpleName());
                                        }
                                    })
                                    .blocking())
                    .tell("wait");
            return new Behavior<>() {
                @Override
                public void receive(String message) {}

                @Override
                public void onSignal(Signal signal) {
                    heard.add("parent " + signal.getClass().getSimpleName());
                }
            };
        });
    }
}
