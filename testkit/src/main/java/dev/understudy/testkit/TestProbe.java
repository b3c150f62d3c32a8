package dev.understudy.testkit;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Signal;
import dev.understudy.actor.internal.InternalRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// An actor of an [ActorTestKit] that keeps what it is told. Its expectations run the other actors until what is
/// expected
/// is there or nobody has anything to do; time stands still meanwhile.
///
/// @param <M> what it accepts
public final class TestProbe<M> {

    private final ActorTestKit kit;
    private final ActorRef<M> ref;
    private final Deque<M> unseen = new ArrayDeque<>();
    private final List<M> seen = new ArrayList<>();
    private final List<Signal.Terminated> terminated = new ArrayList<>();

    TestProbe(ActorTestKit kit, String name) {
        this.kit = kit;
        this.ref = kit.spawn(name, _ -> new Keeping());
    }

    private final class Keeping implements Behavior<M> {
        @Override
        public void receive(M message) {
            unseen.addLast(message);
        }
    }

    /// What to tell it by.
    public ActorRef<M> ref() {
        return ref;
    }

    /// The next message.
    ///
    /// @throws AssertionError if there is none
    public M next() {
        kit.runUntil(() -> !unseen.isEmpty());
        if (unseen.isEmpty()) {
            throw kit.failure("%s was told nothing more; before: %s".formatted(ref, seen));
        }
        var message = unseen.removeFirst();
        seen.add(message);
        return message;
    }

    /// That the next message is this one.
    ///
    /// @throws AssertionError if it is another, or there is none
    public void expect(M expected) {
        requireNonNull(expected, "expected");
        var message = next();
        if (!message.equals(expected)) {
            throw kit.failure("%s expected %s, but was told %s; before: %s"
                    .formatted(ref, expected, message, seen.subList(0, seen.size() - 1)));
        }
    }

    /// The next message, which is of this type.
    ///
    /// @throws AssertionError if it is of another, or there is none
    public <T extends M> T expectType(Class<T> type) {
        var message = next();
        if (!type.isInstance(message)) {
            throw kit.failure("%s expected a %s, but was told %s".formatted(ref, type.getSimpleName(), message));
        }
        return type.cast(message);
    }

    /// That an actor has stopped, or does so by what it has been told.
    ///
    /// @return why it stopped
    /// @throws AssertionError if it still lives when all actors are at rest
    public Signal.Cause expectTerminated(ActorRef<?> actor) {
        InternalRef.of(actor).addWatcher(terminated::add);
        kit.runUntil(() -> endOf(actor).isPresent());
        return endOf(actor)
                .map(Signal.Terminated::cause)
                .orElseThrow(() -> kit.failure("%s expected the end of %s, which still lives".formatted(ref, actor)));
    }

    private Optional<Signal.Terminated> endOf(ActorRef<?> actor) {
        return terminated.stream().filter(end -> end.ref().equals(actor)).findFirst();
    }

    /// That it is told nothing more until all actors are at rest.
    ///
    /// @throws AssertionError if it is
    public void expectNothing() {
        kit.settle();
        if (!unseen.isEmpty()) {
            throw kit.failure("%s expected nothing, but was told %s".formatted(ref, unseen));
        }
    }
}
