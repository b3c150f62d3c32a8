package dev.understudy.remoting;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Cancellable;
import dev.understudy.actor.internal.ChildLife;
import dev.understudy.actor.internal.StandIn;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import dev.understudy.remoting.PostedChildren.Output;
import dev.understudy.serialization.Encoded;
import dev.understudy.serialization.WireInput;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Children of this node's actors on other nodes: carries out what [PostedChildren] says. The other side are
/// [Postings].
///
/// Thread-safe. One lock for all of it: under it nothing waits and no user's code runs, frames and messages are only
/// queued.
final class RemoteChildren implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RemoteChildren.class);

    private final Remoting remoting;
    private final ChildFrames frames;
    private final Quarantine quarantine;
    private final Postings postedHere;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final PostedChildren<RemoteChild<?>> posted = new PostedChildren<>();

    @GuardedBy("lock")
    private final NodeChoice nodes;

    @GuardedBy("lock")
    private Cancellable timer = () -> false;

    RemoteChildren(Remoting remoting, ReplicatedRegister register) {
        this.remoting = remoting;
        this.frames = new ChildFrames(remoting.codec());
        this.quarantine = new Quarantine(remoting);
        this.postedHere = new Postings(remoting, register, quarantine);
        this.nodes = new NodeChoice(remoting, register);
        remoting.handle(ChildFrames.NEWS, this::onNews);
        remoting.handle(ChildFrames.NO_CHILD, this::onNoChild);
        remoting.handle(ChildFrames.WANTED_ANSWER, this::onWantedAnswer);
        remoting.onViewChange(_ -> look());
        remoting.system().internals().attach(RemoteChildren.class, this);
    }

    /// Those of the node that a system belongs to.
    ///
    /// @throws IllegalStateException if it belongs to none
    static RemoteChildren of(ActorSystem system) {
        return system.internals()
                .attachment(RemoteChildren.class)
                .orElseThrow(() -> new IllegalStateException("actor system '" + system.name()
                        + "' belongs to no node: its actors have no children elsewhere"));
    }

    /// The children here of parents elsewhere.
    Postings postedHere() {
        return postedHere;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    /// Begins; the transport has started.
    void start() {
        postedHere.start();
        look();
        tick();
    }

    Remoting remoting() {
        return remoting;
    }

    long now() {
        return remoting.system().timeSource().nanoTime();
    }

    <A, M> StandIn<M> standIn(
            RemoteRecipe<A, M> recipe, Placement placement, A arguments, ChildLife life, String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        var encoded = new Encoded(remoting.codec().encode(arguments));
        var spawn = new ChildOrder.Spawn(recipe.name(), name, recipe.restartType(), encoded, claim(path));
        var child = new RemoteChild<M>(this, spawn, placement, life, path);
        synchronized (lock) {
            posted.adopt(child, spawn);
        }
        return child;
    }

    private @Nullable Claim claim(String path) {
        var returning = remoting.system().internals().attachment(ReturningParents.class);
        var epoch = returning.map(parents -> parents.epochOf(path)).orElse(OptionalLong.empty());
        return epoch.isPresent() ? new Claim(path, epoch.getAsLong()) : null;
    }

    /// The parent of a child elsewhere decides something.
    void decide(RemoteChild<?> child, Function<ChildProxy, List<ChildProxy.Action>> step) {
        synchronized (lock) {
            perform(posted.decide(child, now(), step));
        }
    }

    @GuardedBy("lock")
    private void perform(List<Output<RemoteChild<?>>> outputs) {
        for (var output : outputs) {
            switch (output) {
                case Output.Orders<RemoteChild<?>>(var to, long posting, long least, var bundle) -> {
                    var frame = ChildFrames.ORDERS.frame().writeVarLong(posting).writeVarLong(least);
                    frames.writeOrders(bundle, frame);
                    var _ = remoting.send(to, frame); // what is not taken now is sent again at a tick
                }
                case Output.NoParent<RemoteChild<?>>(var to, long posting) ->
                    remoting.send(to, ChildFrames.NO_PARENT.frame().writeVarLong(posting));
                case Output.Ask<RemoteChild<?>>(var member, var claim) -> ask(member, claim);
                case Output.Choose<RemoteChild<?>>(var child, var holder) -> choose(child, holder);
                case Output.Tell<RemoteChild<?>>(var child, var what) -> child.tell(what);
                case Output.Condemn<RemoteChild<?>>(var child) -> {
                    log.error(
                            "recipe {} goes into quarantine: {} nodes in a row were lost soon after {} came there",
                            child.recipe(),
                            ChildProxy.MAX_STRIKES,
                            child);
                    quarantine.set(child.recipe(), true);
                }
                case Output.Acquit<RemoteChild<?>>(var child) ->
                    log.warn(
                            "node after node was lost soon after {} came; others of recipe {} live",
                            child,
                            child.recipe());
            }
        }
    }

    @GuardedBy("lock")
    private void ask(Incarnation member, Claim claim) {
        var frame = ChildFrames.WANTED.frame();
        ChildFrames.write(claim, frame);
        if (remoting.send(member, frame) != SendResult.ACCEPTED) {
            perform(posted.answered(member, claim.path(), false, now()));
        }
    }

    @GuardedBy("lock")
    private void choose(RemoteChild<?> child, Optional<Incarnation> holder) {
        if (quarantine.holds(child.recipe())) {
            child.hopeless(new RecipeQuarantinedException(child.toString(), child.recipe()));
            perform(posted.nowhere(child, "quarantine", true, now()));
            return;
        }
        var chosen = holder.flatMap(remoting::member).or(() -> nodes.choose(child.recipe(), child.placement()));
        if (chosen.isEmpty()) {
            var reason =
                    "no member in view knows the recipe and is what was asked for: %s".formatted(child.placement());
            perform(posted.nowhere(child, reason, false, now()));
            return;
        }
        log.info("{} of recipe {} goes to {}", child, child.recipe(), chosen.get());
        nodes.placed(chosen.get());
        perform(posted.placed(child, chosen.get().incarnation(), now()));
    }

    private void onNews(Member from, WireInput frame) {
        long posting = frame.readVarLong();
        int load = frame.readVarInt();
        var bundle = frames.readNews(frame);
        synchronized (lock) {
            posted.at(from.incarnation(), posting).ifPresent(child -> child.load(load));
            perform(posted.received(from.incarnation(), posting, bundle, now()));
        }
    }

    private void onNoChild(Member from, WireInput frame) {
        long posting = frame.readVarLong();
        synchronized (lock) {
            perform(posted.notHere(from.incarnation(), posting, now()));
        }
    }

    private void onWantedAnswer(Member from, WireInput frame) {
        var path = frame.readString();
        boolean hasIt = frame.readBoolean();
        synchronized (lock) {
            perform(posted.answered(from.incarnation(), path, hasIt, now()));
        }
    }

    // ---- time and views

    private void look() {
        var here = new HashSet<Incarnation>();
        remoting.transport().view().members().forEach(member -> here.add(member.incarnation()));
        synchronized (lock) {
            perform(posted.inView(here, now()));
        }
        postedHere.look(here);
    }

    private void tick() {
        postedHere.tick();
        synchronized (lock) {
            nodes.tick();
            perform(posted.tick(now()));
            timer = remoting.system().scheduler().schedule(ReplicatedRegister.TICK, this::tick);
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            timer.cancel();
        }
    }
}
