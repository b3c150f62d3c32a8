package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.RouteeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A recipe for an actor that spreads what it is told over others: a *pool* spawns them as its children,
/// `context.spawn("resizers", Router.pool(8, Resizer::new))`; a *group* knows their refs. An immutable value.
///
/// A message goes on with what it came with, so an ask through a router is an ask of the routee. A message that
/// finds no routee, or the mailbox of the chosen one full, is a dead letter.
///
/// *Pools* supervise their workers with [SupervisorStrategy#DEFAULT] unless told otherwise. A worker that is
/// stopped or stops itself is replaced; a pool that loses more of them than its strategy's restart limit fails
/// itself, and its own supervisor decides. *Groups* forget a ref when its actor ends, and never learn new ones; those
/// that a node's receptionist makes follow its listing.
///
/// @param <M> what the routees accept
public final class Router<M> implements BehaviorFactory<M> {

    private final Source<M> source;
    private final Routing<? super M> routing;

    private Router(Source<M> source, Routing<? super M> routing) {
        this.source = source;
        this.routing = routing;
    }

    /// Where the routees come from.
    private sealed interface Source<M> {

        record Pool<M>(
                Props<M> worker,
                int size,
                SupervisorStrategy strategy,
                @Nullable PoolSizing sizing) implements Source<M> {}

        record Group<M>(List<ActorRef<M>> refs) implements Source<M> {}

        record Following<M>(RouteeSource<M> routees) implements Source<M> {}
    }

    /// So many workers, round-robin.
    public static <M> Router<M> pool(int size, BehaviorFactory<M> worker) {
        return pool(size, Props.of(worker));
    }

    /// So many workers of this recipe, round-robin.
    public static <M> Router<M> pool(int size, Props<M> worker) {
        if (size < 1) {
            throw new IllegalArgumentException("size of a pool: " + size + " is not positive");
        }
        return new Router<>(
                new Source.Pool<>(requireNonNull(worker, "worker"), size, SupervisorStrategy.DEFAULT, null),
                Routing.roundRobin());
    }

    /// These actors, round-robin.
    public static <M> Router<M> group(Collection<? extends ActorRef<M>> refs) {
        if (refs.isEmpty()) {
            throw new IllegalArgumentException("refs of a group: there are none");
        }
        return new Router<>(new Source.Group<>(List.copyOf(refs)), Routing.roundRobin());
    }

    /// For the rooms above: actors that come and go without the router, round-robin.
    public static <M> Router<M> following(RouteeSource<M> routees) {
        return new Router<>(new Source.Following<>(requireNonNull(routees, "routees")), Routing.roundRobin());
    }

    /// Chooses among them like this.
    public Router<M> routing(Routing<? super M> routing) {
        return new Router<>(source, requireNonNull(routing, "routing"));
    }

    /// Supervises the workers like this.
    ///
    /// @throws IllegalStateException if this is a group
    public Router<M> supervisedBy(SupervisorStrategy strategy) {
        var pool = pool("supervise");
        return new Router<>(
                new Source.Pool<>(pool.worker, pool.size, requireNonNull(strategy, "strategy"), pool.sizing), routing);
    }

    /// Resizes the pool by load: by a quarter more workers, up to `max`, when on the average more than one
    /// message waits for each; by an eighth fewer, down to `min`, when for ten looks in a row nothing waited
    /// and less than half of them were at work. A worker that is let go first finishes what it has.
    ///
    /// @param every how long between looks
    /// @throws IllegalStateException if this is a group
    public Router<M> resizing(int min, int max, Duration every) {
        var pool = pool("resize");
        return new Router<>(
                new Source.Pool<>(pool.worker, pool.size, pool.strategy, new PoolSizing(min, max, every)), routing);
    }

    private Source.Pool<M> pool(String action) {
        return switch (source) {
            case Source.Pool<M> pool -> pool;
            case Source.Group<M> _, Source.Following<M> _ ->
                throw new IllegalStateException("a group does not own its routees and can't " + action + " them");
        };
    }

    @Override
    public Behavior<M> create(ActorContext<M> context) {
        var choice = routing.start(context.system());
        return switch (source) {
            case Source.Group<M>(var refs) -> new GroupRouter<>(context, choice, refs);
            case Source.Following<M>(var routees) -> new FollowingRouter<>(context, choice, routees);
            case Source.Pool<M> pool -> {
                boolean counts = routing.isByDepth() || pool.sizing != null;
                var worker =
                        counts && pool.worker.mailbox() == null ? pool.worker.mailbox(Mailbox.counted()) : pool.worker;
                yield new PoolRouter<>(context, choice, worker, pool.size, pool.strategy, pool.sizing);
            }
        };
    }
}
