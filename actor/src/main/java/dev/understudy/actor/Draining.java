package dev.understudy.actor;

import dev.understudy.actor.internal.Leftover;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Collects what a stopping actor has not processed, for whoever asked for it; the owner's. It passes through the
/// actor's own mailbox once the actor has stopped: what comes before it there is part of the leftover, what comes
/// after is late.
final class Draining {

    private final CompletableFuture<Leftover> answer;
    private final Consumer<Object> late;
    private final List<Object> messages = new ArrayList<>();
    private List<Object> stash = List.of();
    private List<Leftover.Timer> timers = List.of();

    Draining(CompletableFuture<Leftover> answer, Consumer<Object> late) {
        this.answer = answer;
        this.late = late;
    }

    /// An unprocessed message.
    void add(Object message) {
        if (answer.isDone()) {
            late.accept(message);
        } else {
            messages.add(message);
        }
    }

    void addRest(List<?> stashed, List<Leftover.Timer> running) {
        stash = List.copyOf(stashed);
        timers = running;
    }

    /// Everything that was sent before the actor had stopped has been added.
    void handOver() {
        answer.complete(new Leftover(messages, stash, timers));
    }
}
