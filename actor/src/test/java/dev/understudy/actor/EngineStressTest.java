package dev.understudy.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many senders, inside and outside, to few receivers: each message once, and in order for each sender.
class EngineStressTest {

    private static final int ACTORS = 6;
    private static final int THREADS = 2;
    private static final int SENDERS = ACTORS + THREADS;
    private static final int EACH = 20_000;

    private record Numbered(int sender, long number) {}

    @RegisterExtension
    final TestSystem system = new TestSystem();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyMessageArrivesOnceAndInOrderOfItsSender(boolean blocking) throws InterruptedException {
        var violations = new AtomicLong();
        var done = new CountDownLatch(2);
        var sinks = new ArrayList<ActorRef<Numbered>>();
        for (int i = 0; i < 2; i++) {
            var props = Props.<Numbered>of(_ -> new Behavior<>() {
                private final long[] expected = new long[SENDERS];
                private long received;

                @Override
                public void receive(Numbered message) {
                    if (message.number() != expected[message.sender()]++) {
                        violations.incrementAndGet();
                    }
                    if (++received == (long) SENDERS * EACH) {
                        done.countDown();
                    }
                }
            });
            sinks.add(system.get().spawn("sink-" + i, blocking ? props.blocking() : props));
        }

        for (int i = 0; i < ACTORS; i++) {
            int sender = i;
            var actor = system.get().<Long>spawn("sender-" + i, context -> from -> {
                long to = Math.min(EACH, from + 37);
                sendAll(sinks, sender, from, to);
                if (to < EACH) {
                    context.self().tell(to);
                }
            });
            actor.tell(0L);
        }
        var threads = new ArrayList<Thread>();
        for (int i = ACTORS; i < SENDERS; i++) {
            int sender = i;
            threads.add(Thread.ofPlatform().start(() -> sendAll(sinks, sender, 0, EACH)));
        }
        for (var thread : threads) {
            thread.join();
        }

        assertThat(done.await(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("all messages arrived")
                .isTrue();
        assertThat(violations).hasValue(0);
    }

    private static void sendAll(List<ActorRef<Numbered>> sinks, int sender, long from, long to) {
        for (long number = from; number < to; number++) {
            for (var sink : sinks) {
                sink.tell(new Numbered(sender, number));
            }
        }
    }
}
