package dev.understudy.sharding;

import static java.time.Duration.ofMillis;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Props;
import dev.understudy.actor.Signal;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Leftover;
import dev.understudy.actor.internal.LocalActor;
import dev.understudy.cluster.FrameTooLargeException;
import dev.understudy.remoting.Remoting;
import dev.understudy.serialization.SerializationException;
import dev.understudy.sharding.ShardMessage.Arrived;
import dev.understudy.sharding.ShardMessage.ForEntity;
import dev.understudy.sharding.ShardMessage.Local;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.ShardAssignment;
import dev.understudy.sharding.ownership.ShardId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One shard on one node: the way to its entities, and, on its owner, their parent.
///
/// ```
///              table names another                    all predecessors released,
///  UNPLACED ───────────────────────► ELSEWHERE        or gone from the view
///     │                               ▲    │ table names us
///     │ table names us                │    ▼
///     └───────────────────────────────┼─► AWAITING ──────────► ACTIVE
///                                     │    │ table names another   │ table names another
///                                     ├────┘                       ▼
///                                     └──────────────────────── DRAINING
///                                        entities have stopped
/// ```
///
/// *Handoff:* the owner that loses its shard drains its entities (each finishes the message that it is at), then
/// tells the owner of its newest row that it is released; a new owner runs nothing before all of its row's
/// predecessors have. *Failover:* a predecessor that has left the view is not waited for.
///
/// *Order:* messages wait, in one queue, while nobody can take them, and leave it in order. What a drained entity had
/// not processed goes in front of it. A message that arrives from a member whose table is newer than ours waits for
/// that table; one that arrives at a member which does not own
/// the shard goes back to its sender (never onwards, where it might overtake): an ask is asked again, a tell is a
/// dead letter.
final class Shard implements Behavior<ShardMessage> {
    private enum Phase {
        UNPLACED,
        ELSEWHERE,
        AWAITING,
        ACTIVE,
        DRAINING
    }

    /// An entity in memory.
    private static final class Resident {
        final ActorRef<?> actor;
        final Queue<ForEntity> waiting = new ArrayDeque<>(); // for the next activation, while this one drains
        boolean isDraining;

        Resident(ActorRef<?> actor) {
            this.actor = actor;
        }
    }

    private static final int MOST_HELD = 4096;
    private static final Duration RETRY = ofMillis(20);

    private static final Object RETRY_TIMER = "retry";
    private static final Logger log = LoggerFactory.getLogger(Shard.class);

    private final ActorContext<ShardMessage> context;
    private final ShardRegion region;
    private final ShardId id;
    private final Map<RegionRef<?>, Resident> residents = new LinkedHashMap<>();
    private final Map<ActorRef<?>, RegionRef<?>> targets = new HashMap<>();
    private final ArrayDeque<ForEntity> held = new ArrayDeque<>();
    private final Set<Released> releases = new HashSet<>();
    private boolean retries;
    private Phase phase = Phase.UNPLACED;
    private long epoch;
    private ShardAssignment row = ShardAssignment.waiting(0, List.of());
    private long runsAtEpoch; // the owner epoch of the entities here, while there are any

    /// That a member has released the shard to the owner of an epoch.
    private record Released(MemberId by, long ownerEpoch) {}

    Shard(ActorContext<ShardMessage> context, ShardRegion region, ShardId id) {
        this.context = context;
        this.region = region;
        this.id = id;
        context.supervise(SupervisorStrategy.oneForOne(RestartLimit::decide)
                .withRestartLimit(Integer.MAX_VALUE, RestartLimit.WINDOW));
        var table = region.table();
        if (table.epoch() > 0) {
            onPlaced(table.epoch(), table.of(id)); // this actor itself was restarted, and its entities stopped with it
        }
    }

    @Override
    public void receive(ShardMessage message) {
        switch (message) {
            case ForEntity mail -> {
                if (held.isEmpty()) {
                    handle(mail);
                } else {
                    hold(mail);
                }
            }
            case ShardMessage.Placed(long newEpoch, var newRow) -> onPlaced(newEpoch, newRow);
            case ShardMessage.Released(var by, long ownerEpoch) -> {
                releases.add(new Released(by, ownerEpoch));
                activateIfFree();
            }
            case ShardMessage.Lost _ -> activateIfFree();
            case ShardMessage.Passivate(var target) -> onPassivate(target);
            case ShardMessage.Drained(var target, var leftover) -> onDrained(target, leftover);
            case ShardMessage.Late(var target, var late) ->
                again(target, List.of(late)).forEach(this::receive);
            case ShardMessage.Retry() -> {
                retries = false;
                flush();
            }
        }
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof Signal.Terminated(var actor, var cause)) {
            var target = targets.get(actor);
            var resident = target == null ? null : residents.get(target);
            if (target != null && resident != null && !resident.isDraining) {
                log.debug("{} stopped: {}", target, cause);
                remove(target, resident, List.of());
            }
        }
    }

    // ---- messages ----

    private void handle(ForEntity mail) {
        switch (phase) {
            case UNPLACED, AWAITING, DRAINING -> hold(mail);
            case ELSEWHERE -> handleElsewhere(mail);
            case ACTIVE -> deliver(mail);
        }
    }

    private void handleElsewhere(ForEntity mail) {
        switch (mail) {
            case Arrived arrived when arrived.epoch() > epoch -> hold(arrived);
            case Arrived arrived -> {
                if (!region.bounce(arrived, epoch)) {
                    hold(arrived); // its sender takes more soon
                }
            }
            case Local local when local.notBefore() > epoch -> hold(local);
            case Local local -> row.currentOwner().ifPresentOrElse(owner -> send(local, owner), () -> hold(local));
        }
    }

    private void send(Local mail, MemberId owner) {
        var refusal = mail.refusal();
        if (refusal != null) {
            region.undeliverable(mail, refusal);
            return;
        }
        try {
            switch (region.send(mail, owner, epoch)) {
                case ACCEPTED -> {}
                case BUSY, UNKNOWN_MEMBER -> hold(mail); // the owner takes more soon, or the next table names another
            }
        } catch (SerializationException | FrameTooLargeException cause) {
            log.warn("a message to {} cannot be sent", mail.target(), cause);
            mail.failed(cause);
            region.undeliverable(mail, Remoting.NOT_SERIALIZABLE);
        }
    }

    private void hold(ForEntity mail) {
        if (held.size() >= MOST_HELD) {
            region.undeliverable(mail, ShardRegion.TOO_MANY_HELD);
            return;
        }
        held.add(mail);
        if (phase == Phase.ELSEWHERE && !retries) {
            retries = true; // and does not start again for what is held meanwhile, or steady mail would put it off
            context.timers().startOnce(RETRY_TIMER, new ShardMessage.Retry(), RETRY);
        }
    }

    /// Handles what is held, in order, until something is held again.
    private void flush() {
        var waiting = new ArrayDeque<>(held);
        held.clear();
        while (!waiting.isEmpty() && held.isEmpty()) {
            handle(waiting.poll());
        }
        held.addAll(waiting);
    }

    private void deliver(ForEntity mail) {
        var resident = residents.get(mail.target());
        if (resident == null) {
            resident = activate(mail.target());
        }
        if (resident.isDraining) {
            resident.waiting.add(mail);
        } else {
            region.passivation().used(mail.target());
            InternalRef.of(resident.actor).tellEnvelope(mail);
        }
    }

    // ---- entities ----

    private <C> Resident activate(RegionRef<C> target) {
        var kind = region.kind(target.type());
        var limit = new RestartLimit(target.path());
        Props<C> props = Props.of(actor -> {
            limit.starts(region.system().timeSource().nanoTime());
            return kind.factory().create(new EntityContext<>(actor, new EntityAddress<>(target), region));
        });
        var actor = context.spawn(nameOf(target), EntityTurns.audited(props, target, region, runsAtEpoch));
        context.watch(actor);
        var resident = new Resident(actor);
        residents.put(target, resident);
        targets.put(actor, target);
        region.residentsChanged(1);
        return resident;
    }

    private static String nameOf(RegionRef<?> target) {
        return target.path().replace("%", "%25").replace("/", "%2F");
    }

    private void onPassivate(RegionRef<?> target) {
        var resident = residents.get(target);
        if (resident == null || resident.isDraining || phase != Phase.ACTIVE) {
            return;
        }
        if (LocalActor.of(resident.actor).orElseThrow().isIdle()) {
            drain(target, resident);
        } else {
            region.passivation().used(target); // busy: ask again later
        }
    }

    private void drain(RegionRef<?> target, Resident resident) {
        resident.isDraining = true;
        var self = context.self();
        var drained = LocalActor.of(resident.actor)
                .orElseThrow()
                .drain(late -> self.tell(new ShardMessage.Late(target, late)));
        context.pipeToSelf(
                drained,
                (leftover, _) -> new ShardMessage.Drained(target, leftover == null ? Leftover.NONE : leftover));
    }

    private void onDrained(RegionRef<?> target, Leftover leftover) {
        var resident = residents.get(target);
        if (resident == null) {
            return;
        }
        var unprocessed = new ArrayList<Object>(leftover.stash());
        unprocessed.addAll(leftover.messages());
        var mail = again(target, unprocessed);
        mail.addAll(resident.waiting);
        remove(target, resident, mail);
    }

    /// Those of an entity's unprocessed messages that came through this shard; what it had sent to itself ends with
    /// it.
    private List<ForEntity> again(RegionRef<?> target, List<Object> unprocessed) {
        var mail = new ArrayList<ForEntity>();
        for (var message : unprocessed) {
            if (message instanceof ForEntity forEntity) {
                mail.add(forEntity);
            } else {
                region.strayed(target, message);
            }
        }
        return mail;
    }

    private void remove(RegionRef<?> target, Resident resident, List<ForEntity> unprocessed) {
        residents.remove(target);
        targets.remove(resident.actor);
        region.residentsChanged(-1);
        region.passivation().left(target);
        if (phase == Phase.DRAINING) {
            // Older than all that is held: that came when the entity took no more. It was let in before, so no bound
            // applies.
            unprocessed.reversed().forEach(held::addFirst);
        } else {
            unprocessed.forEach(this::handle);
        }
        if (phase == Phase.DRAINING && residents.isEmpty()) {
            drained();
        }
    }

    // ---- ownership ----

    private void onPlaced(long newEpoch, ShardAssignment newRow) {
        epoch = newEpoch;
        row = newRow;
        releases.removeIf(release -> release.ownerEpoch() < newRow.ownerEpoch());
        switch (phase) {
            case UNPLACED, ELSEWHERE, AWAITING -> place();
            case ACTIVE -> {
                if (!newRow.isOwnedBy(region.self()) || newRow.ownerEpoch() != runsAtEpoch) {
                    phase = Phase.DRAINING;
                    List.copyOf(residents.entrySet()).stream()
                            .filter(entry -> !entry.getValue().isDraining)
                            .forEach(entry -> drain(entry.getKey(), entry.getValue()));
                    if (residents.isEmpty()) {
                        drained();
                    }
                }
            }
            case DRAINING -> {} // what comes then depends on the newest row
        }
    }

    private void drained() {
        region.setRunning(id, false);
        place();
    }

    /// Nothing runs here: does as the newest row says.
    private void place() {
        if (row.isOwnedBy(region.self())) {
            phase = Phase.AWAITING;
            activateIfFree();
            return;
        }
        phase = Phase.ELSEWHERE;
        boolean preceded = row.predecessors().stream().map(Incarnation::member).anyMatch(region.self()::equals);
        if (preceded) {
            row.currentOwner().ifPresent(owner -> region.release(id, row.ownerEpoch(), owner));
        }
        flush();
    }

    private void activateIfFree() {
        if (phase == Phase.AWAITING && row.predecessors().stream().allMatch(this::isDischarged)) {
            phase = Phase.ACTIVE;
            runsAtEpoch = row.ownerEpoch();
            region.setRunning(id, true);
            flush();
        }
    }

    private boolean isDischarged(Incarnation predecessor) {
        return !region.isPresent(predecessor.member())
                || releases.contains(new Released(predecessor.member(), row.ownerEpoch()));
    }
}
