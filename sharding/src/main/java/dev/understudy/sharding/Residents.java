package dev.understudy.sharding;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Props;
import dev.understudy.actor.Signal;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Leftover;
import dev.understudy.actor.internal.LocalActor;
import dev.understudy.sharding.ownership.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The entities of one shard that are in memory on its owner, and what those that left take along.
/// Belongs to the shard's actor.
///
/// An activation leaves by being *drained*: it finishes the turn that it is at, gets the answers that
/// it waits for (not longer than [#STAGE_PATIENCE]), and hands back what it had not begun, its stash
/// and its timers. What it leaves is given to its next activation, here or, after a handoff, elsewhere.
final class Residents {
    /// Whoever ends before its first turn is given the message so often, and never again.
    private static final int MOST_STILLBIRTHS = 3;

    /// How long an entity that leaves may wait for the answers of others. Its shard answers nobody
    /// meanwhile.
    private static final Duration STAGE_PATIENCE = Duration.ofSeconds(2);

    private static final Object HURRY_TIMER = "hurry";

    private static final Logger log = LoggerFactory.getLogger(Residents.class);

    private final ActorContext<ShardMessage> context;
    private final ShardRegion region;
    private final Map<String, Resident> residents = new LinkedHashMap<>();
    private final Map<ActorRef<?>, Resident> byActor = new HashMap<>();
    private final Map<String, Cargo.Bag> luggage = new LinkedHashMap<>();
    private @Nullable StoredEntities stored;
    /// How many times in a row an entity came and ended before a single turn, for those that did.
    private final Map<String, Integer> stillbirths = new HashMap<>();

    /// Those that failed too often. They are not activated.
    private final Map<String, RegionRef<?>> quarantined = new HashMap<>();

    Residents(ActorContext<ShardMessage> context, ShardRegion region) {
        this.context = context;
        this.region = region;
    }

    boolean isEmpty() {
        return residents.isEmpty();
    }

    /// What those that left take along, or null if that is nothing.
    @Nullable
    Payload luggage() {
        return luggage.isEmpty() ? null : new Cargo.Luggage(List.copyOf(luggage.values()));
    }

    /// Entities may run here, with what is stored of them and what those of the former owner took along. Those that had
    /// timers, or have stored that they run unasked, are activated at once: nobody else would wake them.
    void activated(long ownerEpoch, @Nullable Payload carried, StoredEntities stored) {
        luggage.clear();
        this.stored = stored;
        if (carried instanceof Cargo.Luggage(var bags)) {
            bags.forEach(bag -> luggage.put(bag.entity(), bag));
            bags.stream()
                    .filter(bag -> !bag.timers().isEmpty() || !bag.stash().isEmpty())
                    .forEach(bag -> activateNow(bag.entity(), ownerEpoch));
        }
        stored.unasked().forEach(entity -> activateNow(entity, ownerEpoch));
    }

    private void activateNow(String entity, long ownerEpoch) {
        region.find(entity).ifPresent(target -> obtain(target, ownerEpoch));
    }

    /// The shard is not owned here any more: all end at once, and nothing of theirs is kept.
    void dropAll() {
        luggage.clear();
        stored = null;
        stillbirths.clear();
        List.copyOf(quarantined.values()).forEach(this::release);
        residents.values().forEach(resident -> {
            var actor = resident.actor;
            if (actor != null) {
                byActor.remove(actor);
                LocalActor.of(actor).orElseThrow().stop();
            }
            left(resident);
        });
        residents.clear();
    }

    void drainAll() {
        residents.values().stream().filter(resident -> !resident.isDraining).forEach(this::drain);
    }

    /// Turns may begin again in this ownership.
    void goOn() {
        residents.values().forEach(EntityTurns::resume);
    }

    /// The entity in memory; one that is leaving is as good.
    Resident obtain(RegionRef<?> target, long ownerEpoch) {
        var resident = residents.get(target.key());
        return resident == null ? activate(target, ownerEpoch) : resident;
    }

    /// An entity ended by itself before a turn that it had been given.
    ///
    /// @return whether it is to get the turn once more
    boolean mayTryAgain(Resident resident) {
        return resident.hasRun || stillbirths.merge(resident.target.key(), 1, Integer::sum) < MOST_STILLBIRTHS;
    }

    /// An entity has done a turn.
    void hasRun(Resident resident) {
        stillbirths.remove(resident.target.key());
    }

    void begin(Resident resident, EntityTurn turn) {
        if (resident.isDraining) {
            resident.waiting.add(turn);
        } else {
            if (!resident.stays) {
                region.passivation().used(resident.target);
            }
            tell(resident, turn);
        }
    }

    private static void tell(Resident resident, EntityTurn turn) {
        var actor = resident.actor;
        if (actor != null) {
            InternalRef.of(actor).tellEnvelope(turn);
        }
    }

    // ---- coming

    private <C> Resident activate(RegionRef<C> target, long ownerEpoch) {
        var kind = region.kind(target.type());
        var resident = new Resident(target, ownerEpoch, kind.isSingleton());
        var limit = new RestartLimit(target.path());
        var bag = luggage.remove(target.key());
        var unpacked = new Unpacking<C>(bag);
        var address = new EntityAddress<>(target, resident.outbox);
        var turns = this.<C>turns(resident);
        Props<C> props = Props.of((ActorContext<C> actor) -> {
            limit.starts(region.system().timeSource().nanoTime());
            var behavior = kind.factory().create(new EntityContext<>(actor, address, region));
            resident.behavior = behavior;
            unpacked.into(behavior, actor);
            return turns.started(behavior, actor);
        });
        ActorRef<C> actor = context.spawn(nameOf(target), props.intercept(turns));
        context.watch(actor);
        resident.actor = untyped(actor);
        residents.put(target.key(), resident);
        byActor.put(actor, resident);
        region.residentsChanged(1);
        if (bag != null) {
            bag.stash().forEach(stashed -> again(resident, stashed));
        }
        return resident;
    }

    private <C> EntityTurns<C> turns(Resident resident) {
        var outbox = resident.outbox;
        var all = stored;
        return outbox == null || all == null
                ? new VolatileTurns<>(region, resident, context.self())
                : new StoredTurns<>(region, resident, context.self(), all.history(resident.target.key()), outbox);
    }

    @SuppressWarnings("unchecked") // only told what its shard got for it
    private static ActorRef<Object> untyped(ActorRef<?> actor) {
        return (ActorRef<Object>) actor;
    }

    /// What the entity had put aside comes first.
    private void again(Resident resident, Cargo.Stashed stashed) {
        var ask = stashed.ask();
        if (stashed.message() instanceof EntityTurn turn) {
            var replyTo = turn.replyTo();
            if (replyTo != null && ask != null) {
                replyTo.bindLate(context.self(), resident.ownerEpoch, ask, resident.outbox);
            }
            tell(resident, new EntityTurn(turn.message(), replyTo));
        } else {
            tell(resident, new EntityTurn(stashed.message(), null));
        }
    }

    /// Gives an entity what it took along, at its first start.
    private static final class Unpacking<C> {
        private Cargo.@Nullable Bag bag;

        Unpacking(Cargo.@Nullable Bag bag) {
            this.bag = bag;
        }

        @SuppressWarnings("unchecked") // what an entity of the same type took along
        void into(Behavior<C> behavior, ActorContext<C> actor) {
            var once = bag;
            bag = null;
            if (once == null) {
                return;
            }
            if (once.state() != null && behavior instanceof MovableBehavior<?, ?> movable) {
                ((MovableBehavior<C, Object>) movable).restore(once.state());
            }
            for (var timer : once.timers()) {
                var message = (C) timer.message();
                if (timer.interval().isZero()) {
                    actor.timers().startOnce(timer.key(), message, timer.remaining());
                } else if (timer.fixedRate()) {
                    actor.timers().startAtFixedRate(timer.key(), message, timer.interval());
                } else {
                    actor.timers().startWithFixedDelay(timer.key(), message, timer.interval());
                }
            }
        }
    }

    private static String nameOf(RegionRef<?> target) {
        return target.path().replace("%", "%25").replace("/", "%2F");
    }

    // ---- going

    void passivate(RegionRef<?> target) {
        var resident = residents.get(target.key());
        if (resident == null || resident.isDraining || resident.actor == null) {
            return;
        }
        if (LocalActor.of(resident.actor).orElseThrow().isIdle()) {
            drain(resident);
        } else {
            region.passivation().used(target); // busy: ask again later
        }
    }

    private void drain(Resident resident) {
        var actor = resident.actor;
        if (actor == null) {
            return;
        }
        resident.isDraining = true;
        resident.drainingSince = now();
        hurryLater();
        var self = context.self();
        var drained =
                LocalActor.of(actor).orElseThrow().drain(late -> self.tell(new ShardMessage.Late(resident, late)));
        context.pipeToSelf(
                drained,
                (leftover, _) -> new ShardMessage.Drained(resident, leftover == null ? Leftover.NONE : leftover));
    }

    private void hurryLater() {
        if (!context.timers().isActive(HURRY_TIMER)) {
            context.timers().startOnce(HURRY_TIMER, new ShardMessage.Hurry(), STAGE_PATIENCE);
        }
    }

    /// Waits no longer for those that were asked to leave long ago and still wait for answers of others.
    void hurry() {
        long now = now();
        for (var resident : residents.values()) {
            var actor = resident.actor;
            if (!resident.isDraining || actor == null) {
                continue;
            }
            if (now - resident.drainingSince >= STAGE_PATIENCE.toNanos()) {
                LocalActor.of(actor).orElseThrow().stop();
            } else {
                hurryLater();
            }
        }
    }

    private long now() {
        return region.system().timeSource().nanoTime();
    }

    /// An entity has stopped at our request.
    ///
    /// @return the turns of the protocol that it had not begun
    List<EntityTurn> drained(Resident resident, Leftover leftover) {
        if (residents.get(resident.target.key()) != resident) {
            return List.of(); // dropped meanwhile
        }
        remove(resident);
        pack(resident, leftover);
        var unbegun = unbegun(resident);
        leftover.messages().forEach(message -> sort(resident, message, unbegun));
        unbegun.addAll(resident.waiting);
        return unbegun;
    }

    /// The turns that it had put aside for want of a lease.
    private List<EntityTurn> unbegun(Resident resident) {
        var unbegun = new ArrayList<EntityTurn>();
        resident.parked.forEach(message -> sort(resident, message, unbegun));
        return unbegun;
    }

    private void sort(Resident resident, Object message, List<EntityTurn> unbegun) {
        if (message instanceof EntityTurn turn && turn.turn() != 0) {
            unbegun.add(turn);
        } else if (message != EntityTurns.Resume.RESUME) {
            region.strayed(resident.target, message);
        }
    }

    private void pack(Resident resident, Leftover leftover) {
        var stash = new ArrayList<Cargo.Stashed>();
        var aside = new ArrayList<Object>(leftover.stash());
        aside.addAll(resident.stashed);
        for (var message : aside) {
            var ask = message instanceof EntityTurn turn && turn.replyTo() != null
                    ? turn.replyTo().lateAsk()
                    : null;
            stash.add(new Cargo.Stashed(message, ask));
        }
        var timers = leftover.timers().stream()
                .map(timer -> new Cargo.Timer(
                        timer.key(), timer.message(), timer.remaining(), timer.interval(), timer.fixedRate()))
                .toList();
        var bag = new Cargo.Bag(
                resident.target.key(), stash, timers, resident.state().orElse(null));
        if (!bag.isEmpty()) {
            luggage.put(bag.entity(), bag);
        }
    }

    /// An actor has ended. If it was an entity that did so by itself, or failed too often, it is
    /// forgotten.
    ///
    /// @return the turns of the protocol that it had not begun
    List<EntityTurn> terminated(ActorRef<?> actor, Signal.Cause cause) {
        var resident = byActor.get(actor);
        if (resident == null || resident.isDraining) {
            return List.of();
        }
        log.debug("{} stopped: {}", resident.target, cause);
        remove(resident);
        if (RestartLimit.isExceeded(cause)) {
            log.error(
                    "{} failed too often: it is in quarantine until it is released, or its shard moves",
                    resident.target);
            quarantined.put(resident.target.key(), resident.target);
            region.quarantined().add(resident.target);
        }
        return unbegun(resident);
    }

    /// Whether an entity failed too often.
    boolean isQuarantined(String entity) {
        return !quarantined.isEmpty() && quarantined.containsKey(entity);
    }

    /// Lets an entity be activated again.
    void release(RegionRef<?> target) {
        quarantined.remove(target.key());
        region.quarantined().remove(target);
    }

    private void remove(Resident resident) {
        residents.remove(resident.target.key());
        if (resident.actor != null) {
            byActor.remove(resident.actor);
        }
        left(resident);
    }

    private void left(Resident resident) {
        region.residentsChanged(-1);
        region.passivation().left(resident.target);
    }
}
