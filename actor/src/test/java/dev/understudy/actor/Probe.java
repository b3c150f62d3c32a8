package dev.understudy.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Collects what it is told, for a test to wait for.
final class Probe<M> {

    private final BlockingQueue<M> received = new LinkedBlockingQueue<>();

    void add(M message) {
        received.add(message);
    }

    /// A ref to it.
    ActorRef<M> ref(ActorSystem system, String name) {
        return system.spawn(name, _ -> received::add);
    }

    /// What it is told next.
    M next() {
        try {
            var message = received.poll(TestSystem.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(message)
                    .as("message expected within %s", TestSystem.PATIENCE)
                    .isNotNull();
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for a message", e);
        }
    }

    /// What it is told next, while `nudge` is called again and again until it is: for what follows only upon another
    /// thread's work, as when time has to pass after a timer was started.
    M next(Runnable nudge) {
        while (received.isEmpty()) {
            nudge.run();
            Thread.onSpinWait();
        }
        return next();
    }

    /// The next so many things it is told.
    List<M> next(int count) {
        var messages = new ArrayList<M>();
        for (int i = 0; i < count; i++) {
            messages.add(next());
        }
        return messages;
    }

    /// That it was told nothing more so far.
    void expectNothingMore() {
        assertThat(received).isEmpty();
    }
}
