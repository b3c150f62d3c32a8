package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/// What comes before an actor's mailbox: messages put aside while it was suspended, and those it has unstashed.
/// The owner's.
final class Front {

    /// Messages as they are, and [Held] ones.
    private final ArrayDeque<Object> queue = new ArrayDeque<>();

    /// Something that is more than a plain message.
    private record Held(Object message, int flags) {}

    /// Does something with a message and its flags.
    @FunctionalInterface
    interface Taker {
        void take(Object message, int flags);
    }

    void addLast(Object message, int flags) {
        queue.addLast(flags == Node.PLAIN ? message : new Held(message, flags));
    }

    void addFirst(List<?> messages) {
        messages.reversed().forEach(message -> queue.addFirst(requireNonNull(message)));
    }

    void takeFirst(Taker taker) {
        var first = queue.removeFirst();
        if (first instanceof Held(var message, int flags)) {
            taker.take(message, flags);
        } else {
            taker.take(first, Node.PLAIN);
        }
    }

    void takeAll(Taker taker) {
        while (!queue.isEmpty()) {
            takeFirst(taker);
        }
    }

    /// Takes out the outcomes of stages.
    void takeOutcomes(Consumer<SelfMessage<?>> taker) {
        queue.removeIf(entry -> {
            boolean isOutcome = entry instanceof Held(SelfMessage.Piped<?, ?> _, int flags) && flags == Node.SELF;
            if (isOutcome) {
                taker.accept((SelfMessage<?>) ((Held) entry).message());
            }
            return isOutcome;
        });
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return queue.size();
    }
}
