package dev.understudy.remoting;

import static java.time.Duration.ofSeconds;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Cancellable;
import dev.understudy.actor.internal.ChildLife;
import dev.understudy.actor.internal.StandIn;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.remoting.Link.Bundle;
import dev.understudy.remoting.Placement.Candidate;
import dev.understudy.serialization.Encoded;
import dev.understudy.serialization.WireInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Children of this node's actors on other nodes: carries out what [ChildProxy] says. The other side are [Postings].
///
/// Thread-safe. One lock for all of it: under it nothing waits and no user's code runs, frames and messages are only
/// queued.
final class RemoteChildren implements AutoCloseable {
    /// For so many ticks what was just placed counts beside what members tell of their loads.
    private static final int RECENT_TICKS = 2;

    /// A node may be gone for so long before it is missed.
    private static final Duration UNNOTICED = ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(RemoteChildren.class);

    private final Remoting remoting;
    private final ReplicatedRegister register;
    private final ChildFrames frames;
    private final Quarantine quarantine;
    private final Postings postedHere;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Set<RemoteChild<?>> remote = new HashSet<>();

    /// By the number of their posting.
    @GuardedBy("lock")
    private final TreeMap<Long, RemoteChild<?>> posted = new TreeMap<>();

    @GuardedBy("lock")
    private final Map<Incarnation, Integer> justPlaced = new HashMap<>();

    @GuardedBy("lock")
    private long postings;

    @GuardedBy("lock")
    private int placements;

    @GuardedBy("lock")
    private final OrphanSearch orphans;

    @GuardedBy("lock")
    private long ticks;

    @GuardedBy("lock")
    private Cancellable timer = () -> false;

    RemoteChildren(Remoting remoting, ReplicatedRegister register) {
        this.remoting = remoting;
        this.register = register;
        this.frames = new ChildFrames(remoting.codec());
        this.quarantine = new Quarantine(remoting);
        this.postedHere = new Postings(remoting, register, quarantine);
        this.orphans = new OrphanSearch(remoting);
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
            remote.add(child);
        }
        return child;
    }

    private @Nullable Claim claim(String path) {
        var returning = remoting.system().internals().attachment(ReturningParents.class);
        var epoch = returning.map(parents -> parents.epochOf(path)).orElse(OptionalLong.empty());
        return epoch.isPresent() ? new Claim(path, epoch.getAsLong()) : null;
    }

    /// Takes a step of a child elsewhere.
    void perform(RemoteChild<?> child, Function<ChildProxy, List<ChildProxy.Action>> step) {
        synchronized (lock) {
            perform(child, step.apply(child.proxy));
        }
    }

    @GuardedBy("lock")
    private void perform(RemoteChild<?> child, List<ChildProxy.Action> actions) {
        for (var action : actions) {
            switch (action) {
                case ChildProxy.Action.Place() -> place(child);
                case ChildProxy.Action.Send(var to, long posting, var bundle) -> send(to, posting, bundle);
                case ChildProxy.Action.Suspected(long longestNanos) -> suspected(child, longestNanos);
                default -> child.tell(action);
            }
        }
        if (child.proxy.number().isEmpty()) {
            posted.remove(child.postedAs);
        }
        if (child.proxy.isDone()) {
            remote.remove(child);
            orphans.end(child);
        }
    }

    /// Node after node was lost soon after a child came. Where others of its recipe have run for longer than
    /// any of those nodes had it, and run still, it was a victim like them.
    @GuardedBy("lock")
    private void suspected(RemoteChild<?> child, long longestNanos) {
        long now = now();
        long proof = longestNanos + UNNOTICED.toNanos();
        boolean isAcquitted = posted.values().stream()
                .anyMatch(other -> other.recipe().equals(child.recipe()) && other.proxy.runningNanos(now) > proof);
        if (isAcquitted) {
            log.warn("node after node was lost soon after {} came; others of recipe {} live", child, child.recipe());
        } else {
            log.error(
                    "recipe {} goes into quarantine: {} nodes in a row were lost soon after {} came there",
                    child.recipe(),
                    ChildProxy.MAX_STRIKES,
                    child);
            child.proxy.quarantined();
            quarantine.set(child.recipe(), true);
        }
    }

    @GuardedBy("lock")
    private void send(Incarnation to, long posting, Bundle<ChildOrder> bundle) {
        // The least number still of use lets the other side forget which ones below it are over.
        var frame = ChildFrames.ORDERS.frame().writeVarLong(posting).writeVarLong(posted.firstKey());
        frames.writeOrders(bundle, frame);
        var _ = remoting.send(to, frame); // what is not taken now is sent again at a tick
    }

    @GuardedBy("lock")
    private void place(RemoteChild<?> child) {
        if (quarantine.holds(child.recipe())) {
            child.hopeless(new RecipeQuarantinedException(child.toString(), child.recipe()));
            perform(child, child.proxy.nowhere("quarantine", true, now()));
            return;
        }
        if (orphans.isSearched(child, ticks)) {
            return; // goes on when that is over
        }
        var chosen = orphans.end(child).or(() -> child.placement().choose(candidates(child.recipe()), placements++));
        if (chosen.isEmpty()) {
            var reason =
                    "no member in view knows the recipe and is what was asked for: %s".formatted(child.placement());
            perform(child, child.proxy.nowhere(reason, false, now()));
            return;
        }
        var to = chosen.get().incarnation();
        log.info("{} of recipe {} goes to {}", child, child.recipe(), chosen.get());
        justPlaced.merge(to, 1, Integer::sum);
        child.postedAs = ++postings;
        posted.put(child.postedAs, child);
        perform(child, child.proxy.placed(to, child.postedAs, now()));
    }

    private void onWantedAnswer(Member from, WireInput frame) {
        var path = frame.readString();
        boolean hasIt = frame.readBoolean();
        synchronized (lock) {
            var searched = orphans.answered(from, path, hasIt);
            if (searched.isPresent()) {
                place(searched.get());
            }
        }
    }

    @GuardedBy("lock")
    private List<Candidate> candidates(String recipe) {
        var candidates = new ArrayList<Candidate>();
        for (var listed : register.find(Postings.key(recipe))) {
            int load = register.load(listed).messages() + justPlaced.getOrDefault(listed.member(), 0);
            remoting.member(listed.member()).ifPresent(member -> candidates.add(new Candidate(member, load)));
        }
        return candidates;
    }

    private void onNews(Member from, WireInput frame) {
        long posting = frame.readVarLong();
        int load = frame.readVarInt();
        var bundle = frames.readNews(frame);
        synchronized (lock) {
            childAt(from, posting)
                    .ifPresentOrElse(
                            child -> {
                                child.load(load);
                                perform(child, child.proxy.received(bundle));
                            },
                            () -> remoting.send(
                                    from.incarnation(),
                                    ChildFrames.NO_PARENT.frame().writeVarLong(posting)));
        }
    }

    private void onNoChild(Member from, WireInput frame) {
        long posting = frame.readVarLong();
        synchronized (lock) {
            childAt(from, posting).ifPresent(child -> perform(child, child.proxy.notHere()));
        }
    }

    @GuardedBy("lock")
    private Optional<RemoteChild<?>> childAt(Member member, long posting) {
        var child = posted.get(posting);
        return child != null && child.isAt(member.incarnation()) ? Optional.of(child) : Optional.empty();
    }

    // ---- time and views

    private void look() {
        var here = new HashSet<Incarnation>();
        remoting.transport().view().members().forEach(member -> here.add(member.incarnation()));
        synchronized (lock) {
            for (var child : List.copyOf(posted.values())) {
                perform(child, child.proxy.inView(here::contains, now()));
            }
            for (var child : orphans.inView(here)) {
                place(child);
            }
        }
        postedHere.look(here);
    }

    private void tick() {
        postedHere.tick();
        synchronized (lock) {
            if (++ticks % RECENT_TICKS == 0) {
                justPlaced.clear();
            }
            for (var child : List.copyOf(remote)) {
                perform(child, child.proxy.tick());
            }
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
