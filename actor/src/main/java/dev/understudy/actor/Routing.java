package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Which of its routees a [Router] sends a message to. An immutable value.
///
/// @param <M> what the routees accept
public final class Routing<M> {

    private final Starter<M> starter;
    private final boolean byDepth;

    private Routing(Starter<M> starter, boolean byDepth) {
        this.starter = starter;
        this.byDepth = byDepth;
    }

    /// Makes the choice of one router.
    @FunctionalInterface
    private interface Starter<M> {
        RouteChoice<M> start(ActorSystem system);
    }

    /// One after the other.
    public static Routing<Object> roundRobin() {
        return new Routing<>(_ -> new RouteChoice.RoundRobin<>(), false);
    }

    /// Any, by the system's random numbers.
    public static Routing<Object> random() {
        return new Routing<>(system -> new RouteChoice.AtRandom<>(system::randomDouble), false);
    }

    /// The one with the fewest messages in its mailbox at this moment; among equals one after the other. The
    /// workers of a pool get a [Mailbox#counted] mailbox for it, unless their `Props` say otherwise. Members of
    /// a group should have one, or a bound or an order: of others it can only be seen whether they are idle. Of
    /// those on another member counts what it told last, about a second ago, and what this router has sent since;
    /// of plain refs to other members nothing is known.
    public static Routing<Object> leastBusy() {
        return new Routing<>(_ -> new RouteChoice.LeastBusy<>(), true);
    }

    /// Always the same one for the same key, by its `hashCode`. When a routee comes or goes only the keys move
    /// that are its own.
    public static <M> Routing<M> consistentHashing(Function<? super M, ?> key) {
        requireNonNull(key, "key");
        return new Routing<>(_ -> new RouteChoice.ByKey<>(key), false);
    }

    /// Those of this JVM as long as there is any, else all, and among them as `among` says: spares the way over the
    /// network. Of a pool over nodes, the workers that run here at the moment.
    public static <M> Routing<M> preferLocal(Routing<M> among) {
        requireNonNull(among, "among");
        return new Routing<>(system -> new RouteChoice.PreferLocal<>(among.start(system)), among.byDepth);
    }

    /// All of them.
    public static Routing<Object> broadcast() {
        return new Routing<>(_ -> new RouteChoice.All<>(), false);
    }

    /// All of them, and the answer that comes first is the answer; later ones become dead letters,
    /// [DeadLetter.Reason#ASK_OVER]. If none comes in time whoever asked fails with an [AskTimeoutException].
    ///
    /// @param within how long an answer may take
    /// @param replyTo where a request says the answer goes
    /// @param redirected the same request with another place for the answer
    public static <M, R> Routing<M> scatterGatherFirst(
            Duration within,
            Function<? super M, ActorRef<R>> replyTo,
            BiFunction<? super M, ActorRef<R>, ? extends M> redirected) {
        if (!within.isPositive()) {
            throw new IllegalArgumentException("within: " + within + " is not positive");
        }
        requireNonNull(replyTo, "replyTo");
        requireNonNull(redirected, "redirected");
        return new Routing<>(_ -> new RouteChoice.FirstAnswer<M, R>(within, replyTo, redirected), false);
    }

    /// The choice of one router, with what it remembers from message to message.
    RouteChoice<M> start(ActorSystem system) {
        return starter.start(system);
    }

    /// Whether it looks at the depth of mailboxes.
    boolean isByDepth() {
        return byDepth;
    }
}
