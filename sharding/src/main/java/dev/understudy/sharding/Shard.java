package dev.understudy.sharding;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.AskTimeoutException;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.Signal;
import dev.understudy.actor.internal.AskPromise;
import dev.understudy.sharding.ownership.AskOutcome;
import dev.understudy.sharding.ownership.CommandId;
import dev.understudy.sharding.ownership.Input;
import dev.understudy.sharding.ownership.Output;
import dev.understudy.sharding.ownership.ShardId;
import dev.understudy.sharding.ownership.ShardProtocol;
import dev.understudy.sharding.ownership.ShardState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One shard on one node: the thread of its [ShardProtocol], the way to its entities from here, and, on its owner,
/// their parent.
///
/// Whatever concerns the shard goes through this actor's mailbox: messages of this node, frames of others, what the
/// entities have done, configurations, ticks. Each is one step of the protocol, and the actor does as the step says,
/// in order. So the protocol decides, and this carries out: it has no rules of its own. While the protocol is at rest
/// nothing ticks.
final class Shard implements Behavior<ShardMessage> {
    /// How often the protocol looks at its clock while something is under way.
    private static final Duration TICK = ofMillis(20);

    private static final Object TICK_TIMER = "tick";

    /// How soon a singleton that ended by itself starts again: one that fails over and over is not to keep its node
    /// busy.
    private static final Duration WAKE_AFTER = ofSeconds(3);

    private static final Object WAKE_TIMER = "wake";

    private final ActorContext<ShardMessage> context;
    private final ShardRegion region;
    private final ShardId id;
    private final ShardProtocol protocol;
    private final Residents residents;
    private final Map<CommandId, AskPromise<?>> asks = new HashMap<>();
    private @Nullable AskPromise<?> asking; // whose ask is being put to the protocol
    private ShardState state = ShardState.NONE;
    private boolean hasParked;
    private @Nullable StoredEntities stored; // while the shard runs here
    private StoredEntities.@Nullable Frozen snapshot; // for the protocol, after the step under way

    Shard(ActorContext<ShardMessage> context, ShardRegion region, ShardId id) {
        this.context = context;
        this.region = region;
        this.id = id;
        this.protocol = region.protocol(id);
        this.residents = new Residents(context, region);
        context.supervise(RestartLimit.strategy());
    }

    @Override
    public void receive(ShardMessage message) {
        long now = now();
        var seat = region.seat();
        switch (message) {
            case ShardMessage.Told(var target, var envelope) -> {
                var command = new Cargo.Command(envelope.message(), null, envelope.deadlineNanos(), Cargo.OBJECT_BYTES);
                perform(protocol.step(new Input.Tell(now, id.value(), target.key(), command), seat));
            }
            case ShardMessage.Asked<?>(var target, var promise, var replyTo, var request) -> {
                long deadline = promise.deadlineNanos();
                var command = new Cargo.Command(request, replyTo, deadline, Cargo.OBJECT_BYTES);
                asking = promise;
                perform(protocol.step(new Input.Ask(now, id.value(), target.key(), command, deadline), seat));
            }
            case ShardMessage.Arrived(var frame) -> perform(protocol.receive(frame, now, seat));
            case ShardMessage.Placed() -> perform(protocol.follow(now, seat));
            case ShardMessage.Look() -> perform(protocol.look(now, seat));
            case ShardMessage.Parked() -> hasParked = true;
            case ShardMessage.Tick() -> {
                perform(protocol.tick(now, seat));
                // A lease may lapse and come back between two looks of the protocol.
                if (hasParked && seat.mayRun(id.value(), protocol.ownerEpoch(), now)) {
                    hasParked = false;
                    residents.goOn();
                }
            }
            case ShardMessage.TurnEnded(var resident, long turn, var outcome) -> {
                residents.hasRun(resident);
                end(resident.ownerEpoch, turn, outcome);
            }
            case ShardMessage.TurnStored ended -> end(ended);
            case ShardMessage.Wanted(var resident, var sends) -> hold(resident, sends);
            case ShardMessage.Again(var target, var aside) -> {
                var command =
                        new Cargo.Command(aside.message(), aside.replyTo(), aside.deadlineNanos(), Cargo.OBJECT_BYTES);
                perform(protocol.step(new Input.Tell(now, id.value(), target.key(), command), seat));
            }
            case ShardMessage.TurnUnbegun(var resident, var turn) -> {
                if (residents.mayTryAgain(resident)) {
                    unbegun(resident.ownerEpoch, List.of(turn));
                } else {
                    var refusal = new Cargo.Refusal(ShardRegion.ENTITY_FAILED, false);
                    deadLetter(resident.target.key(), turn.message(), refusal.reason());
                    end(
                            resident.ownerEpoch,
                            turn.turn(),
                            turn.replyTo() == null ? null : new AskOutcome.Failed(refusal));
                }
            }
            case ShardMessage.Replied(long ownerEpoch, var ask, var outcome) ->
                perform(protocol.step(new Input.Replied(now, id.value(), ownerEpoch, ask, outcome), seat));
            case ShardMessage.Hurry() -> residents.hurry();
            case ShardMessage.Wake() -> wakeSingletons();
            case ShardMessage.Passivate(var target) -> residents.passivate(target);
            case ShardMessage.Release(var target) -> {
                residents.release(target);
                wakeSingletons();
            }
            case ShardMessage.Drained(var resident, var leftover) -> {
                unbegun(resident.ownerEpoch, residents.drained(resident, leftover));
                handOverIfDrained();
                wakeSingletons();
            }
            case ShardMessage.Late(var resident, var late) -> {
                if (late instanceof EntityTurn turn && turn.turn() != 0) {
                    unbegun(resident.ownerEpoch, List.of(turn));
                } else if (late != EntityTurns.Resume.RESUME) {
                    region.strayed(resident.target, late);
                }
            }
        }
        tickWhileBusy();
    }

    @Override
    public void onSignal(Signal signal) {
        switch (signal) {
            case Signal.Terminated(var actor, var cause) -> {
                unbegun(protocol.ownerEpoch(), residents.terminated(actor, cause));
                handOverIfDrained();
                wakeSingletonsLater();
            }
            case Signal.PostStop() -> asks.values().forEach(region::abandoned);
            default -> {}
        }
    }

    private long now() {
        return region.system().timeSource().nanoTime();
    }

    private void tickWhileBusy() {
        if (protocol.isAtRest() && !hasParked) {
            region.setRestless(id, false);
        } else {
            region.setRestless(id, true);
            if (!context.timers().isActive(TICK_TIMER)) {
                context.timers().startOnce(TICK_TIMER, new ShardMessage.Tick(), TICK);
            }
        }
    }

    private void unbegun(long ownerEpoch, List<EntityTurn> turns) {
        for (var turn : turns) {
            perform(protocol.step(new Input.TurnReturned(now(), id.value(), ownerEpoch, turn.turn()), region.seat()));
        }
    }

    /// Does what a step of the protocol says, then gives it the snapshot that it may have now, and begins the turns
    /// that can begin.
    private void perform(List<Output> outputs) {
        var next = outputs;
        boolean turnsWait = false;
        while (true) {
            for (var output : next) {
                turnsWait |= output instanceof Output.TurnsWaiting;
                perform(output);
            }
            var frozen = snapshot;
            if (frozen != null) {
                snapshot = null;
                next = protocol.step(
                        new Input.SnapshotTaken(now(), id.value(), frozen.ownerEpoch(), frozen.at(), frozen.image()),
                        region.seat());
            } else if (turnsWait) {
                turnsWait = false;
                next = protocol.step(new Input.BeginTurn(now(), id.value()), region.seat());
            } else {
                return;
            }
        }
    }

    private void perform(Output output) {
        switch (output) {
            case Output.Send send -> region.send(send.to(), send.frame());
            case Output.RunTurn run -> begin(run);
            case Output.Activated activated -> {
                region.setState(id, ShardState.ACTIVE, activated.ownerEpoch()); // what starts now may ask for it
                stored = new StoredEntities(activated.snapshot(), activated.tail(), region.journal());
                residents.activated(activated.ownerEpoch(), activated.carried(), stored);
                region.timeline().activated(id, activated.ownerEpoch());
            }
            case Output.Deactivated _ -> {
                residents.dropAll();
                if (stored != null) {
                    stored.drop();
                    stored = null;
                }
            }
            case Output.Committed committed -> {
                if (stored != null) {
                    stored.committed(committed.record().seq());
                    var ready = stored.takeSnapshot();
                    snapshot = ready == null ? snapshot : ready;
                }
            }
            case Output.SnapshotWanted wanted -> {
                if (stored != null) {
                    stored.snapshotWanted(wanted.ownerEpoch());
                }
            }
            case Output.DrainWanted _ -> {
                residents.drainAll();
                handOverIfDrained();
            }
            case Output.Moved moved -> moved(moved);
            case Output.AskBegun begun -> {
                var promise = asking;
                asking = null;
                if (promise != null) {
                    asks.put(begun.commandId(), promise);
                }
            }
            case Output.AskEnded ended -> ended(ended);
            case Output.DeadLettered dead -> {
                var command = (Cargo.Command) dead.message().payload();
                deadLetter(
                        dead.message().entityId(),
                        command.content(),
                        new Reason(dead.reason().name()));
            }
            case Output.LeaseWaitBegun wait -> region.timeline().leaseWaitBegun(id, wait.ownerEpoch());
            default -> {} // what a store, a log and a judge want to know
        }
    }

    private void moved(Output.Moved moved) {
        state = moved.to();
        region.setState(id, state, moved.ownerEpoch());
        if (moved.to() == ShardState.ACTIVE && moved.from() != ShardState.WAIT_LEASE) {
            residents.goOn(); // a handoff was given up, or a lease is back
        }
        wakeSingletons();
    }

    /// Starts the singletons that are not there, but those in quarantine.
    private void wakeSingletons() {
        if (state == ShardState.ACTIVE) {
            region.singletons(id).stream()
                    .filter(target -> !residents.isQuarantined(target.key()))
                    .forEach(target -> residents.obtain(target, protocol.ownerEpoch()));
        }
    }

    private void wakeSingletonsLater() {
        if (!region.singletons(id).isEmpty()) {
            context.timers().startOnce(WAKE_TIMER, new ShardMessage.Wake(), WAKE_AFTER);
        }
    }

    private void handOverIfDrained() {
        if (state == ShardState.DRAINING && residents.isEmpty()) {
            var drained = new Input.Drained(now(), id.value(), protocol.ownerEpoch(), residents.luggage());
            perform(protocol.step(drained, region.seat()));
        }
    }

    // ---- turns

    private void begin(Output.RunTurn run) {
        var message = run.message();
        var command = (Cargo.Command) message.payload();
        if (command.content() instanceof Cargo.Refusal refusal) {
            refuse(run, message.entityId(), refusal);
            return;
        }
        var target = region.find(message.entityId());
        if (target.isEmpty()) {
            refuse(run, command.content(), new Cargo.Refusal(ShardRegion.UNKNOWN_TYPE, false));
            return;
        }
        if (residents.isQuarantined(message.entityId())) {
            refuse(run, command.content(), new Cargo.Refusal(ShardRegion.QUARANTINED, false));
            return;
        }
        var resident = residents.obtain(target.get(), run.ownerEpoch());
        var ask = message.commandId();
        var replyTo = command.replyTo();
        if (ask != null && replyTo != null) {
            replyTo.bind(context.self(), run.ownerEpoch(), ask, resident.outbox);
        }
        var about = ask == null && replyTo != null ? replyTo.resume() : null;
        var self = context.self();
        residents.begin(
                resident,
                new EntityTurn(
                        run.turn(),
                        command.content(),
                        replyTo,
                        command.deadlineNanos(),
                        about,
                        turn -> self.tell(new ShardMessage.TurnUnbegun(resident, turn))));
    }

    private void refuse(Output.RunTurn run, Object content, Cargo.Refusal refusal) {
        var message = run.message();
        deadLetter(message.entityId(), content, refusal.reason());
        end(run.ownerEpoch(), run.turn(), message.isAsk() ? new AskOutcome.Failed(refusal) : null);
    }

    private void end(long ownerEpoch, long turn, @Nullable AskOutcome outcome) {
        perform(protocol.step(new Input.TurnDone(now(), id.value(), ownerEpoch, turn, null, outcome), region.seat()));
    }

    private void end(ShardMessage.TurnStored ended) {
        var resident = ended.resident();
        residents.hasRun(resident);
        var turn = ended.stored();
        var all = stored;
        // A turn of an ownership that is over is void for the protocol too. If it ends in the very step that takes the
        // turn, what is kept here ends with it.
        if (turn != null && all != null && resident.ownerEpoch == protocol.ownerEpoch()) {
            all.append(resident.target.key(), turn);
        }
        hold(resident, ended.sends());
        var done = new Input.TurnDone(
                now(),
                id.value(),
                resident.ownerEpoch,
                ended.turn(),
                turn == null ? null : new Cargo.Stored(turn),
                ended.outcome(),
                ended.about());
        perform(protocol.step(done, region.seat()));
    }

    private void hold(Resident resident, List<HeldSend> sends) {
        if (sends.isEmpty()) {
            return;
        }
        if (stored != null && resident.ownerEpoch == protocol.ownerEpoch()) {
            stored.hold(sends);
        } else {
            sends.forEach(HeldSend::drop);
        }
    }

    private void deadLetter(String key, Object content, Reason reason) {
        ActorRef<?> target = region.find(key).<ActorRef<?>>map(ref -> ref).orElseGet(region.system()::deadLetters);
        region.system().deadLetterChannel().publish(new DeadLetter(content, target, reason));
    }

    // ---- asks

    private void ended(Output.AskEnded ended) {
        var promise = asks.remove(ended.commandId());
        if (promise != null) {
            end(promise, ended.outcome());
        }
    }

    @SuppressWarnings("unchecked") // the asker's type is that of the replyTo it gave
    private void end(AskPromise<?> promise, AskOutcome outcome) {
        switch (outcome) {
            case AskOutcome.Answered(var reply)
            when reply instanceof Cargo.Answer(var answer) -> ((AskPromise<Object>) promise).tell(answer);
            case AskOutcome.Answered(var reply)
            when reply instanceof Cargo.EncodedAnswer encoded ->
                end(promise, new AskOutcome.Answered(region.cargo().decode(encoded)));
            case AskOutcome.Answered(var reply) -> promise.fail(refused(promise, (Cargo.Refusal) reply));
            case AskOutcome.Failed(var why) -> promise.fail(refused(promise, (Cargo.Refusal) why));
            case AskOutcome.TimedOut() ->
                promise.fail(
                        new AskTimeoutException("%s timed out after it was sent; whether it was handled is not known"
                                .formatted(promise.path())));
            case AskOutcome.Unavailable() ->
                promise.fail(new EntityUnavailableException(promise.path(), ShardRegion.NO_OWNER));
            case AskOutcome.DuplicateUnknown() -> promise.fail(new DuplicateUnknownException(promise.path()));
        }
    }

    private static RuntimeException refused(AskPromise<?> promise, Cargo.Refusal refusal) {
        return refusal.isHandled()
                ? new EntityFailedException(promise.path(), refusal.reason())
                : new EntityUnavailableException(promise.path(), refusal.reason());
    }
}
