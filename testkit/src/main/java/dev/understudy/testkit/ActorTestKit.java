package dev.understudy.testkit;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.BehaviorFactory;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.Props;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/// An actor system without threads, under a virtual clock, in which turns happen in an order drawn from a seed: the
/// same
/// seed gives the same run, message for message. Any behavior runs in it as it is, blocking ones too, as long as they
/// don't wait for other actors within a turn.
///
/// ```java
/// try (var kit = ActorTestKit.seeded(7)) {
///     var client = kit.<Integer>probe("client");
///     var importer = kit.spawn("importer", Importer::new);
///     importer.tell(new GetTotal(client.ref()));
///     client.expect(0);
/// }
/// ```
///
/// Actors act only within [#step], [#settle], [#advance] and the probes' expectations, on the test's own thread. A
/// failed
/// expectation tells the seed, whose turns came last, and what became a dead letter. Not thread-safe.
public final class ActorTestKit implements AutoCloseable {

    /// A run that is not at rest after so many turns probably never will be: two actors that tell each other for ever.
    public static final int DEFAULT_TURN_LIMIT = 1_000_000;

    private final long seed;
    private final VirtualTime time = new VirtualTime();
    private final SeededTurns turns;
    private final ActorSystem system;
    private final List<DeadLetter> deadLetters = new ArrayList<>();

    private ActorTestKit(long seed) {
        this.seed = seed;
        this.turns = new SeededTurns(new Random(seed));
        this.system = ActorSystem.named("testkit")
                .timeSource(time)
                // Apart from the order of turns, so that one more jitter drawn does not change all that follows.
                .random(new Random(~seed))
                .turns(turns)
                .start();
        var _ = system.deadLetterChannel().subscribe(deadLetters::add);
        turns.settle();
    }

    /// A system whose order of turns and whose jitter are drawn from this seed.
    public static ActorTestKit seeded(long seed) {
        return new ActorTestKit(seed);
    }

    /// The system, for what the testkit has no words for.
    public ActorSystem system() {
        return system;
    }

    /// The clock. To move it, [#advance].
    public VirtualTime time() {
        return time;
    }

    /// Starts a top-level actor; its factory runs with its first turn.
    public <M> ActorRef<M> spawn(String name, BehaviorFactory<M> factory) {
        return system.spawn(name, factory);
    }

    /// Starts a top-level actor by its recipe; its factory runs with its first turn.
    public <M> ActorRef<M> spawn(String name, Props<M> props) {
        return system.spawn(name, props);
    }

    /// Starts an actor that keeps what it is told, for the test to look at.
    public <M> TestProbe<M> probe(String name) {
        return new TestProbe<>(this, name);
    }

    /// Runs one turn: one message of one actor.
    ///
    /// @return false if no actor has anything to do
    public boolean step() {
        return turns.step();
    }

    /// Runs turns until no actor has anything to do, at the present time.
    ///
    /// @throws AssertionError if that is not so after [#DEFAULT_TURN_LIMIT] turns
    public void settle() {
        long limit = turns.done() + DEFAULT_TURN_LIMIT;
        while (turns.step()) {
            if (turns.done() > limit) {
                throw failure("actors are not at rest after " + DEFAULT_TURN_LIMIT + " turns");
            }
        }
    }

    /// Lets this much time pass: actors act upon each timer when it is due.
    public void advance(Duration duration) {
        settle();
        time.advance(duration, this::settle);
    }

    /// The answer of an ask, or of anything else that actors complete.
    ///
    /// @throws AssertionError if there is none when all actors are at rest, or if it is a failure
    public <T> T answerOf(CompletableFuture<T> future) {
        runUntil(future::isDone);
        return switch (future.state()) {
            case SUCCESS -> future.resultNow();
            case FAILED -> throw failure("the answer is a failure", future.exceptionNow());
            case CANCELLED -> throw failure("the answer was cancelled");
            case RUNNING -> throw failure("there is no answer");
        };
    }

    /// Messages that could not be delivered so far.
    public List<DeadLetter> deadLetters() {
        return List.copyOf(deadLetters);
    }

    /// Runs turns until this holds, or nobody has anything to do.
    void runUntil(BooleanSupplier condition) {
        long limit = turns.done() + DEFAULT_TURN_LIMIT;
        while (!condition.getAsBoolean() && turns.step()) {
            if (turns.done() > limit) {
                throw failure("still waiting after " + DEFAULT_TURN_LIMIT + " turns");
            }
        }
    }

    /// The error of a failed expectation, with what led there.
    AssertionError failure(String what) {
        return new AssertionError(story(what));
    }

    private AssertionError failure(String what, Throwable cause) {
        return new AssertionError(story(what + ": " + cause), cause);
    }

    private String story(String what) {
        return "%s%n  seed %d, time %s, after %d turns; the last: %s%n  dead letters: %s"
                .formatted(what, seed, time.now(), turns.done(), turns.latest(), deadLetters);
    }

    /// Stops all actors.
    @Override
    public void close() {
        system.close();
    }
}
