package dev.understudy.actor;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Actors that do not come back from their own code.
class QuarantineTest {

    private final ActorSystem system = ActorSystem.named("quarantine")
            .workers(2)
            .stallThreshold(ofMillis(20))
            .quarantineAfter(ofMillis(100))
            .start();
    private final Probe<String> heard = new Probe<>();
    private final Probe<DeadLetter> dead = new Probe<>();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void close() {
        never.countDown();
        system.close();
    }

    private ActorRef<String> spawnStuck() {
        var stuck = system.<String>spawn("stuck", context -> message -> {
            if (message.equals("get stuck")) {
                heard.add("stuck");
                never.await();
                heard.add("back");
            } else if (message.equals("stop")) {
                context.stop();
            } else {
                heard.add(message);
            }
        });
        stuck.tell("get stuck");
        assertThat(heard.next()).isEqualTo("stuck");
        return stuck;
    }

    /// Waits until the watchdog has seen to it.
    private void awaitQuarantine() {
        // Each of these needs a worker, so they all pass only once both can be had; the watchdog looks meanwhile.
        while (system.quarantined().isEmpty()) {
            pause();
        }
    }

    private void pause() {
        var over = new CountDownLatch(1);
        var _ = system.scheduler().schedule(ofMillis(5), over::countDown);
        try {
            over.await();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    void aStuckActorIsNamedWithItsStackAndQuarantined() {
        var stuck = spawnStuck();

        awaitQuarantine();

        assertThat(system.stalls()).isPositive();
        assertThat(system.quarantined()).singleElement().satisfies(it -> {
            assertThat(it.ref()).isSameAs(stuck);
            assertThat(it.failure()).hasMessageContaining("/user/stuck");
            assertThat(it.failure().getStackTrace())
                    .anyMatch(frame -> frame.getClassName().contains(QuarantineTest.class.getName()));
        });
    }

    @Test
    void bothWorkersCanBeLostAndTheSystemGoesOn() {
        for (int i = 0; i < 3; i++) {
            system.<String>spawn("stuck-" + i, _ -> _ -> {
                        heard.add("stuck");
                        never.await();
                    })
                    .tell("go");
        }
        assertThat(heard.next(3)).containsOnly("stuck");

        var alive = system.<String>spawn("alive", _ -> heard::add);
        alive.tell("alive");

        assertThat(heard.next()).isEqualTo("alive");
    }

    @Test
    void releaseRestartsItFreshAndKeepsWhatArrivedInQuarantine() {
        var stuck = spawnStuck();
        awaitQuarantine();
        stuck.tell("sent in quarantine");

        assertThat(system.release(stuck)).isTrue();

        assertThat(heard.next()).isEqualTo("sent in quarantine");
        assertThat(system.quarantined()).isEmpty();
        assertThat(system.release(stuck)).isFalse();
    }

    @Test
    void whatWaitedBehindItIsDeadOnceItsThreadComesBack() {
        system.deadLetterChannel().subscribe(dead::add);
        var stuck = spawnStuck();
        stuck.tell("behind");
        awaitQuarantine();

        never.countDown();

        assertThat(dead.next()).isEqualTo(new DeadLetter("behind", stuck, DeadLetter.Reason.QUARANTINED));
        assertThat(heard.next()).isEqualTo("back");
        stuck.tell("still held");
        assertThat(system.release(stuck)).isTrue();
        assertThat(heard.next()).isEqualTo("still held");
    }

    @Test
    void itCanBeStoppedLikeAnyOther() {
        var stuck = spawnStuck();
        awaitQuarantine();
        system.<String>spawn("watcher", context -> {
            context.watchWith(stuck, "it has ended");
            return heard::add;
        });

        system.stop(stuck);

        assertThat(heard.next()).isEqualTo("it has ended");
        assertThat(system.quarantined()).isEmpty();
    }

    @Test
    void anActorStuckInItsLastSignalDoesNotHoldUpItsParent() {
        var started = new CountDownLatch(1);
        var parent = system.<String>spawn("parent", context -> {
            context.<String>spawn("child", _ -> new Behavior<>() {
                        @Override
                        public void receive(String message) {
                            started.countDown();
                        }

                        @Override
                        public void onSignal(Signal signal) throws InterruptedException {
                            heard.add("stuck");
                            never.await();
                        }
                    })
                    .tell("go"); // whoever is stopped before it starts has no last signal
            return new Behavior<>() {
                @Override
                public void receive(String message) {}

                @Override
                public void onSignal(Signal signal) {
                    heard.add("parent " + signal.getClass().getSimpleName());
                }
            };
        });
        await(started);

        system.stop(parent);

        assertThat(heard.next(2)).containsExactly("stuck", "parent PostStop");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
