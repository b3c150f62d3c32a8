package dev.understudy.remoting;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Cancellable;
import dev.understudy.actor.Props;
import dev.understudy.actor.internal.ChildLife;
import dev.understudy.actor.internal.StandIn;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.remoting.Link.Bundle;
import dev.understudy.remoting.Placement.Candidate;
import dev.understudy.serialization.WireInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Children of this node's actors on other nodes, and children on this node of actors elsewhere: carries out what
/// [ChildProxy] and [ChildHost] say.
///
/// Thread-safe. One lock for all of it: under it nothing waits and no user's code runs, frames and messages are only
/// queued.
final class RemoteChildren implements AutoCloseable {
    private static final String PREFIX = "recipe/";

    /// For so many ticks what was just placed counts beside what members tell of their loads.
    private static final int RECENT_TICKS = 2;

    private static final FrameKind ORDERS = new FrameKind(68, "CHILD_ORDERS");
    private static final FrameKind NEWS = new FrameKind(69, "CHILD_NEWS");
    private static final FrameKind NO_CHILD = new FrameKind(70, "NO_SUCH_CHILD");
    private static final FrameKind NO_PARENT = new FrameKind(71, "NO_SUCH_PARENT");
    private static final FrameKind QUARANTINE = new FrameKind(72, "RECIPE_QUARANTINE");

    private static final Logger log = LoggerFactory.getLogger(RemoteChildren.class);

    private final Remoting remoting;
    private final ReplicatedRegister register;
    private final ChildFrames frames;
    private final Map<String, HostedRecipe<?, ?>> recipes = new ConcurrentHashMap<>();
    private final Set<String> quarantined = ConcurrentHashMap.newKeySet();
    /// What is entered in the register for each recipe.
    private final ActorRef<Object> here;

    private final Object lock = new Object();

    // ---- of parents here

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

    // ---- of parents elsewhere

    @GuardedBy("lock")
    private final Map<Hosting.Id, Hosting> hosted = new HashMap<>();

    /// Postings that are over, of each parent's node those that it may still repeat.
    @GuardedBy("lock")
    private final Map<Member, TreeSet<Long>> finished = new HashMap<>();

    @GuardedBy("lock")
    private long ticks;

    @GuardedBy("lock")
    private Cancellable timer = () -> false;

    @GuardedBy("lock")
    private boolean isLeaving;

    RemoteChildren(Remoting remoting, ReplicatedRegister register) {
        this.remoting = remoting;
        this.register = register;
        this.frames = new ChildFrames(remoting.codec());
        remoting.handle(ORDERS, this::onOrders);
        remoting.handle(NEWS, this::onNews);
        remoting.handle(NO_CHILD, this::onNoChild);
        remoting.handle(NO_PARENT, this::onNoParent);
        remoting.handle(QUARANTINE, this::onQuarantine);
        remoting.onViewChange(_ -> look());
        here = remoting.system().internals().spawnSystem("recipes", Props.of(_ -> _ -> {}));
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

    /// Makes children of a recipe here; before the start.
    void offer(HostedRecipe<?, ?> recipe) {
        recipes.put(recipe.recipe().name(), recipe);
    }

    /// Tells the others which recipes are known here; the transport has started.
    void start() {
        recipes.keySet().forEach(recipe -> register.enter(PREFIX + recipe, here, this::hostedNow));
        tick();
    }

    Remoting remoting() {
        return remoting;
    }

    long now() {
        return remoting.system().timeSource().nanoTime();
    }

    // ---- parents here

    <A, M> StandIn<M> standIn(
            RemoteRecipe<A, M> recipe, Placement placement, A arguments, ChildLife life, String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        var encoded = new Encoded(remoting.codec().encode(arguments));
        var spawn = new ChildOrder.Spawn(recipe.name(), name, recipe.restartType(), encoded);
        var child = new RemoteChild<M>(this, spawn, placement, life, path);
        synchronized (lock) {
            remote.add(child);
        }
        return child;
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
                case ChildProxy.Action.Poisoned() -> {
                    log.error(
                            "recipe {} goes into quarantine: {} nodes in a row were lost soon after {} came there",
                            child.recipe(),
                            ChildProxy.MAX_STRIKES,
                            child);
                    quarantine(child.recipe(), true);
                }
                default -> child.tell(action);
            }
        }
        if (child.proxy.number().isEmpty()) {
            posted.remove(child.postedAs);
        }
        if (child.proxy.isDone()) {
            remote.remove(child);
        }
    }

    @GuardedBy("lock")
    private void send(Incarnation to, long posting, Bundle<ChildOrder> bundle) {
        // The least number still of use lets the other side forget which ones below it are over.
        var frame = ORDERS.frame().writeVarLong(posting).writeVarLong(posted.firstKey());
        frames.writeOrders(bundle, frame);
        var _ = remoting.send(to, frame); // what is not taken now is sent again at a tick
    }

    @GuardedBy("lock")
    private void place(RemoteChild<?> child) {
        if (quarantined.contains(child.recipe())) {
            child.hopeless(new RecipeQuarantinedException(child.toString(), child.recipe()));
            perform(child, child.proxy.nowhere("quarantine", true, now()));
            return;
        }
        var chosen = child.placement().choose(candidates(child.recipe()), placements++);
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

    @GuardedBy("lock")
    private List<Candidate> candidates(String recipe) {
        var candidates = new ArrayList<Candidate>();
        for (var listed : register.find(PREFIX + recipe)) {
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
                                    from.incarnation(), NO_PARENT.frame().writeVarLong(posting)));
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
        return child != null && child.proxy.member().equals(Optional.of(member.incarnation()))
                ? Optional.of(child)
                : Optional.empty();
    }

    // ---- parents elsewhere

    private void onOrders(Member from, WireInput frame) {
        var id = new Hosting.Id(from, frame.readVarLong());
        long least = frame.readVarLong();
        var bundle = frames.readOrders(frame);
        // Before the lock, as it runs code of the user: reads the arguments.
        var fresh = bundle.items().stream()
                .limit(1)
                .filter(ChildOrder.Spawn.class::isInstance)
                .map(spawn -> prepare(id, (ChildOrder.Spawn) spawn))
                .findFirst();
        synchronized (lock) {
            var over = finished.computeIfAbsent(from, _ -> new TreeSet<>());
            over.headSet(least).clear();
            var hosting = hosted.get(id);
            boolean isOld = id.number() < least || over.contains(id.number());
            boolean isNew = hosting == null
                    && !isOld
                    && remoting.member(from.incarnation()).isPresent();
            if (isNew && fresh.isPresent()) {
                hosting = fresh.get();
                hosted.put(id, hosting);
            }
            if (hosting == null) {
                remoting.send(from.incarnation(), NO_CHILD.frame().writeVarLong(id.number()));
            } else {
                perform(hosting, hosting.host.received(bundle));
            }
        }
    }

    private Hosting prepare(Hosting.Id id, ChildOrder.Spawn spawn) {
        var recipe = recipes.get(spawn.recipe());
        if (recipe == null) {
            return new Hosting(this, id, null, "it does not know the recipe");
        }
        if (quarantined.contains(spawn.recipe())) {
            return new Hosting(this, id, null, "the recipe is in quarantine there");
        }
        try {
            return new Hosting(this, id, recipe.props(spawn, remoting.codec()), "");
        } catch (RuntimeException cause) {
            log.warn("a child of recipe {} for {} cannot be made", spawn.recipe(), id.parent(), cause);
            return new Hosting(this, id, null, "making it failed: " + cause);
        }
    }

    /// Carries out what a child's host wants.
    @SuppressWarnings("GuardedBy") // called by [Hosting] only within a call from here
    void perform(Hosting hosting, List<ChildHost.Action> actions) {
        for (var action : actions) {
            switch (action) {
                case ChildHost.Action.Send(var bundle) -> {
                    var frame = NEWS.frame().writeVarLong(hosting.id.number()).writeVarInt(hosting.load());
                    frames.writeNews(bundle, frame);
                    var _ = remoting.send(hosting.id.parent().incarnation(), frame);
                }
                case ChildHost.Action.Obey(var order) -> hosting.obey(order);
                case ChildHost.Action.Forget() -> {
                    hosted.remove(hosting.id);
                    finished.computeIfAbsent(hosting.id.parent(), _ -> new TreeSet<>())
                            .add(hosting.id.number());
                }
            }
        }
    }

    /// Something became of a child here.
    ///
    /// @param what made under the lock
    void heard(Hosting hosting, Supplier<ChildNews> what) {
        synchronized (lock) {
            var news = what.get();
            if (isLeaving && news instanceof ChildNews.Gone gone && !hosting.isToStop()) {
                hosting.goneWithTheNode(gone);
            } else {
                perform(hosting, hosting.host.heard(news));
            }
        }
    }

    private void onNoParent(Member from, WireInput frame) {
        var id = new Hosting.Id(from, frame.readVarLong());
        synchronized (lock) {
            var hosting = hosted.get(id);
            if (hosting != null) {
                perform(hosting, hosting.host.orphaned());
            }
        }
    }

    private int hostedNow() {
        synchronized (lock) {
            return hosted.size();
        }
    }

    // ---- quarantine

    /// Recipes that no node takes for the moment, as far as this one knows.
    Set<String> quarantined() {
        return Set.copyOf(quarantined);
    }

    /// Puts a recipe into quarantine, or releases it, on all members in view.
    void quarantine(String recipe, boolean isQuarantined) {
        note(recipe, isQuarantined);
        var self = remoting.transport().self();
        for (var member : remoting.transport().view().members()) {
            if (!member.equals(self)) {
                var frame = QUARANTINE.frame().writeString(recipe).writeBoolean(isQuarantined);
                remoting.sendUntilTaken(() -> remoting.send(member.incarnation(), frame));
            }
        }
    }

    private void onQuarantine(Member from, WireInput frame) {
        var recipe = frame.readString();
        boolean isQuarantined = frame.readBoolean();
        log.warn("{} says that recipe {} is {}", from, recipe, isQuarantined ? "in quarantine" : "released");
        note(recipe, isQuarantined);
    }

    private void note(String recipe, boolean isQuarantined) {
        if (isQuarantined) {
            quarantined.add(recipe);
        } else {
            quarantined.remove(recipe);
        }
    }

    // ---- time and views

    private void look() {
        synchronized (lock) {
            var here = new HashSet<Incarnation>();
            remoting.transport().view().members().forEach(member -> here.add(member.incarnation()));
            for (var child : List.copyOf(posted.values())) {
                perform(child, child.proxy.inView(here::contains, now()));
            }
            for (var hosting : List.copyOf(hosted.values())) {
                if (!here.contains(hosting.id.parent().incarnation())) {
                    perform(hosting, hosting.host.orphaned());
                }
            }
            finished.keySet().removeIf(parent -> !here.contains(parent.incarnation()));
        }
    }

    private void tick() {
        synchronized (lock) {
            if (++ticks % RECENT_TICKS == 0) {
                justPlaced.clear();
            }
            for (var child : List.copyOf(remote)) {
                perform(child, child.proxy.tick());
            }
            for (var hosting : List.copyOf(hosted.values())) {
                perform(hosting, hosting.host.tick(hosting.hasNewLoad()));
            }
            timer = remoting.system().scheduler().schedule(ReplicatedRegister.TICK, this::tick);
        }
    }

    /// This node is about to leave: it takes no more children, and from now on what ends here ends with the node.
    void leave() {
        recipes.keySet().forEach(recipe -> register.remove(PREFIX + recipe, here));
        synchronized (lock) {
            isLeaving = true;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            timer.cancel();
        }
    }
}
