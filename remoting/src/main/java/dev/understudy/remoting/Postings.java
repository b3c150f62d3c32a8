package dev.understudy.remoting;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Props;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.remoting.HostedPostings.Fresh;
import dev.understudy.remoting.HostedPostings.Output;
import dev.understudy.serialization.WireInput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Children on this node of actors elsewhere: carries out what [HostedPostings] says. The other side are
/// [RemoteChildren].
///
/// Thread-safe. One lock for all of it: under it nothing waits and no user's code runs, frames and messages are only
/// queued.
final class Postings {
    private static final Logger log = LoggerFactory.getLogger(Postings.class);

    /// In place of a child that is not made.
    private static final Props<Object> NOTHING = Props.of(_ -> _ -> {});

    private final Remoting remoting;
    private final ReplicatedRegister register;
    private final Quarantine quarantine;
    private final ChildFrames frames;
    private final Map<String, HostedRecipe<?, ?>> recipes = new ConcurrentHashMap<>();
    /// What is entered in the register for each recipe.
    private final ActorRef<Object> here;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final HostedPostings<Hosting> hosted = new HostedPostings<>();

    Postings(Remoting remoting, ReplicatedRegister register, Quarantine quarantine) {
        this.remoting = remoting;
        this.register = register;
        this.quarantine = quarantine;
        this.frames = new ChildFrames(remoting.codec());
        remoting.handle(ChildFrames.ORDERS, this::onOrders);
        remoting.handle(ChildFrames.NO_PARENT, this::onNoParent);
        remoting.handle(ChildFrames.WANTED, this::onWanted);
        here = remoting.system().internals().spawnSystem("recipes", NOTHING);
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
        var id = new HostedPostings.Id(from.incarnation(), frame.readVarLong());
        long least = frame.readVarLong();
        var bundle = frames.readOrders(frame);
        // Before the lock, as it runs code of the user: reads the arguments.
        var fresh = bundle.items().stream()
                .limit(1)
                .filter(ChildOrder.Spawn.class::isInstance)
                .map(spawn -> prepare(from, id, (ChildOrder.Spawn) spawn))
                .findFirst();
        synchronized (lock) {
            boolean isParentHere = remoting.member(from.incarnation()).isPresent();
            perform(hosted.received(id, least, bundle, fresh.filter(_ -> isParentHere)));
        }
    }

    private Fresh<Hosting> prepare(Member from, HostedPostings.Id id, ChildOrder.Spawn spawn) {
        var recipe = recipes.get(spawn.recipe());
        if (recipe == null) {
            return refused(spawn, "it does not know the recipe");
        }
        if (quarantine.holds(spawn.recipe())) {
            return refused(spawn, "the recipe is in quarantine there");
        }
        try {
            var name = "%d-%s-%s".formatted(id.number(), from, spawn.name()).replace('/', '_');
            var child = new Hosting(this, name, recipe.props(spawn, remoting.codec()));
            return new Fresh<>(child, spawn, Optional.empty());
        } catch (RuntimeException cause) {
            log.warn("a child of recipe {} for {} cannot be made", spawn.recipe(), from, cause);
            return refused(spawn, "making it failed: " + cause);
        }
    }

    private Fresh<Hosting> refused(ChildOrder.Spawn spawn, String why) {
        return new Fresh<>(new Hosting(this, spawn.name(), NOTHING), spawn, Optional.of(why));
    }

    private void onWanted(Member from, WireInput frame) {
        var claim = ChildFrames.readClaim(frame);
        synchronized (lock) {
            var answer =
                    ChildFrames.WANTED_ANSWER.frame().writeString(claim.path()).writeBoolean(hosted.has(claim));
            var _ = remoting.send(from.incarnation(), answer); // who hears nothing waits a while, and goes on
        }
    }

    private void onNoParent(Member from, WireInput frame) {
        var id = new HostedPostings.Id(from.incarnation(), frame.readVarLong());
        synchronized (lock) {
            perform(hosted.noParent(id));
        }
    }

    /// Something became of a child here.
    ///
    /// @param what made under the lock
    void heard(Hosting child, Supplier<ChildNews> what) {
        synchronized (lock) {
            perform(hosted.heard(child, what.get()));
        }
    }

    @GuardedBy("lock")
    private void perform(List<Output<Hosting>> outputs) {
        for (var output : outputs) {
            switch (output) {
                case Output.News<Hosting>(var to, var child, var bundle) -> {
                    var frame =
                            ChildFrames.NEWS.frame().writeVarLong(to.number()).writeVarInt(child.load());
                    frames.writeNews(bundle, frame);
                    var _ = remoting.send(to.parent(), frame);
                }
                case Output.NoChild<Hosting>(var to) ->
                    remoting.send(to.parent(), ChildFrames.NO_CHILD.frame().writeVarLong(to.number()));
                case Output.Obey<Hosting>(var child, var order) ->
                    child.obey(order).ifPresent(news -> perform(hosted.heard(child, news)));
                case Output.TakenUp<Hosting>(var child, var by) ->
                    log.info("{} is taken up by {}, its parent come back", child, remoting.nameOf(by.parent()));
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
            perform(hosted.inView(members));
        }
    }

    /// Some time has passed.
    void tick() {
        synchronized (lock) {
            perform(hosted.tick(Hosting::hasNewLoad));
        }
    }

    /// This node is about to leave: it takes no more children, and from now on what ends here ends with the node.
    void leave() {
        recipes.keySet().forEach(recipe -> register.remove(key(recipe), here));
        synchronized (lock) {
            hosted.leave();
        }
    }
}
