package dev.understudy.remoting;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Props;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.serialization.WireInput;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Children on this node of actors elsewhere: carries out what [ChildHost] says. The other side are [RemoteChildren].
///
/// Children of parents that come back are known by their claims, too: one that is lost with its node finds its child by
/// that, see [OrphanSearch].
///
/// Thread-safe. One lock for all of it: under it nothing waits and no user's code runs, frames and messages are only
/// queued.
final class Postings {
    private static final Logger log = LoggerFactory.getLogger(Postings.class);

    private final Remoting remoting;
    private final ReplicatedRegister register;
    private final Quarantine quarantine;
    private final ChildFrames frames;
    private final Map<String, HostedRecipe<?, ?>> recipes = new ConcurrentHashMap<>();
    /// What is entered in the register for each recipe.
    private final ActorRef<Object> here;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Hosting.Id, Hosting> hosted = new LinkedHashMap<>();

    /// Those of parents that come back, by the path that these know them by.
    @GuardedBy("lock")
    private final Map<String, Hosting> claimed = new HashMap<>();

    /// Postings that are over, of each parent's node those that it may still repeat.
    @GuardedBy("lock")
    private final Map<Member, TreeSet<Long>> finished = new HashMap<>();

    @GuardedBy("lock")
    private boolean isLeaving;

    Postings(Remoting remoting, ReplicatedRegister register, Quarantine quarantine) {
        this.remoting = remoting;
        this.register = register;
        this.quarantine = quarantine;
        this.frames = new ChildFrames(remoting.codec());
        remoting.handle(ChildFrames.ORDERS, this::onOrders);
        remoting.handle(ChildFrames.NO_PARENT, this::onNoParent);
        remoting.handle(ChildFrames.WANTED, this::onWanted);
        here = remoting.system().internals().spawnSystem("recipes", Props.of(_ -> _ -> {}));
    }

    /// Under which key nodes enter that they make children of a recipe.
    static String key(String recipe) {
        return "recipe/" + recipe;
    }

    /// Makes children of a recipe here; before the start.
    void offer(HostedRecipe<?, ?> recipe) {
        recipes.put(recipe.recipe().name(), recipe);
    }

    /// Tells the others which recipes are known here; the transport has started.
    void start() {
        recipes.keySet().forEach(recipe -> register.enter(key(recipe), here, this::hostedNow));
    }

    Remoting remoting() {
        return remoting;
    }

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
                hosting = admit(fresh.get());
                hosted.put(id, hosting);
            }
            if (hosting == null) {
                remoting.send(from.incarnation(), ChildFrames.NO_CHILD.frame().writeVarLong(id.number()));
            } else {
                perform(hosting, hosting.host().received(bundle));
            }
        }
    }

    /// The child that serves a new posting: the parent's of before it came back, or a fresh one.
    @GuardedBy("lock")
    private Hosting admit(Hosting fresh) {
        if (fresh.claim().isEmpty() || fresh.isRefused()) {
            return fresh;
        }
        var claim = fresh.claim().get();
        var older = claimed.get(claim.path());
        long olderEpoch = older == null ? 0 : older.claim().map(Claim::epoch).orElse(0L);
        if (olderEpoch > claim.epoch()) {
            return fresh.refused("a later activation of the parent has the child");
        }
        if (older != null && olderEpoch < claim.epoch() && older.mayBeTakenUpBy(fresh)) {
            log.info(
                    "{} is taken up by {}, its parent come back",
                    older,
                    fresh.id().parent());
            over(older);
            older.takenUpBy(fresh);
            return older;
        }
        if (older != null) {
            perform(older, older.host().orphaned());
        }
        claimed.put(claim.path(), fresh);
        return fresh;
    }

    /// A posting is over, whatever becomes of its child.
    @GuardedBy("lock")
    private void over(Hosting hosting) {
        hosted.remove(hosting.id());
        finished.computeIfAbsent(hosting.id().parent(), _ -> new TreeSet<>())
                .add(hosting.id().number());
    }

    private Hosting prepare(Hosting.Id id, ChildOrder.Spawn spawn) {
        var recipe = recipes.get(spawn.recipe());
        if (recipe == null) {
            return Hosting.refused(this, id, spawn, "it does not know the recipe");
        }
        if (quarantine.holds(spawn.recipe())) {
            return Hosting.refused(this, id, spawn, "the recipe is in quarantine there");
        }
        try {
            return Hosting.of(this, id, spawn, recipe.props(spawn, remoting.codec()));
        } catch (RuntimeException cause) {
            log.warn("a child of recipe {} for {} cannot be made", spawn.recipe(), id.parent(), cause);
            return Hosting.refused(this, id, spawn, "making it failed: " + cause);
        }
    }

    private void onWanted(Member from, WireInput frame) {
        var claim = ChildFrames.readClaim(frame);
        synchronized (lock) {
            var child = claimed.get(claim.path());
            boolean hasIt = child != null && child.isOf(claim);
            var answer =
                    ChildFrames.WANTED_ANSWER.frame().writeString(claim.path()).writeBoolean(hasIt);
            var _ = remoting.send(from.incarnation(), answer); // who hears nothing waits a while, and goes on
        }
    }

    /// Carries out what a child's host wants.
    @SuppressWarnings("GuardedBy") // called by [Hosting] only within a call from here
    void perform(Hosting hosting, List<ChildHost.Action> actions) {
        for (var action : actions) {
            switch (action) {
                case ChildHost.Action.Send(var bundle) -> {
                    var frame = ChildFrames.NEWS
                            .frame()
                            .writeVarLong(hosting.id().number())
                            .writeVarInt(hosting.load());
                    frames.writeNews(bundle, frame);
                    var _ = remoting.send(hosting.id().parent().incarnation(), frame);
                }
                case ChildHost.Action.Obey(var order) -> hosting.obey(order);
                case ChildHost.Action.Forget() -> {
                    over(hosting);
                    hosting.claim().ifPresent(claim -> claimed.remove(claim.path(), hosting));
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
                perform(hosting, hosting.host().heard(news));
            }
        }
    }

    private void onNoParent(Member from, WireInput frame) {
        var id = new Hosting.Id(from, frame.readVarLong());
        synchronized (lock) {
            var hosting = hosted.get(id);
            if (hosting != null) {
                perform(hosting, hosting.host().orphaned());
            }
        }
    }

    private int hostedNow() {
        synchronized (lock) {
            return hosted.size();
        }
    }

    // ---- time and views

    /// The view has changed.
    void look(Set<Incarnation> members) {
        synchronized (lock) {
            for (var hosting : List.copyOf(hosted.values())) {
                if (!members.contains(hosting.id().parent().incarnation())) {
                    boolean mayComeBack = hosting.claim().isPresent() && !isLeaving;
                    perform(hosting, hosting.host().parentLost(mayComeBack));
                }
            }
            finished.keySet().removeIf(parent -> !members.contains(parent.incarnation()));
        }
    }

    /// Some time has passed.
    void tick() {
        synchronized (lock) {
            for (var hosting : List.copyOf(hosted.values())) {
                perform(hosting, hosting.host().tick(hosting.hasNewLoad()));
            }
        }
    }

    /// This node is about to leave: it takes no more children, and from now on what ends here ends with the node.
    void leave() {
        recipes.keySet().forEach(recipe -> register.remove(key(recipe), here));
        synchronized (lock) {
            isLeaving = true;
        }
    }
}
