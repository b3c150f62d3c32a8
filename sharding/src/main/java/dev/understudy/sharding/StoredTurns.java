package dev.understudy.sharding;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.Turn;
import dev.understudy.persistence.EventSourcedBehavior;
import dev.understudy.persistence.History;
import dev.understudy.persistence.StoredTurn;
import dev.understudy.serialization.MessageTooLargeException;
import dev.understudy.sharding.ownership.AskOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The turns of an entity that is stored: each ends with what the log is to get, and with what may leave once all
/// in-sync replicas have it.
///
/// *Every command comes through the shard*, those that the entity sends to itself included (timers, `pipeToSelf`):
/// only a turn that the protocol has begun can store. So what arrives otherwise is told to the entity's address, and
/// comes again.
///
/// *A turn that fails* has not happened: nothing is stored, nothing leaves, and the entity starts again from what was
/// stored before. The history that this needs is kept here, beside that of the shard, which gets each turn a moment
/// later.
///
/// *A command that is put aside* has had its turn, as far as the protocol knows. When the state has changed it is told
/// once more, and its turn then is about the same ask.
///
/// @param <C> the commands that the entity takes
final class StoredTurns<C> extends EntityTurns<C> {
    private final History history;
    private final TurnOutbox outbox;
    private @Nullable StoredBehavior<C, ?, ?> behavior;

    /// @param history what is stored of the entity, its own to go on with
    /// @param outbox takes what the entity sends through its context
    StoredTurns(
            ShardRegion region, Resident resident, ActorRef<ShardMessage> shard, History history, TurnOutbox outbox) {
        super(region, resident, shard);
        this.history = history;
        this.outbox = outbox;
    }

    /// How a turn has ended.
    private record Ending(
            @Nullable StoredTurn stored, @Nullable AskOutcome outcome) {}

    @Override
    @SuppressWarnings("unchecked") // made by the factory of a type that takes C
    Behavior<C> started(Behavior<C> made, ActorContext<C> actor) throws Exception {
        if (!(made instanceof EventSourcedBehavior<?, ?, ?>)) {
            throw new IllegalStateException("entity type %s stores, and %s is neither event-sourced nor durable state"
                    .formatted(resident.target.type(), made.getClass().getName()));
        }
        var started = recovered((EventSourcedBehavior<C, ?, ?>) made, actor);
        behavior = started;
        outbox.open();
        List<HeldSend> sends = List.of();
        try {
            started.recovered();
        } finally {
            sends = outbox.close();
        }
        if (!sends.isEmpty()) {
            shard.tell(new ShardMessage.Wanted(resident, sends));
        }
        return started;
    }

    private <E, S> StoredBehavior<C, E, S> recovered(EventSourcedBehavior<C, E, S> made, ActorContext<C> actor) {
        return new StoredBehavior<>(made, actor, region, history, outbox);
    }

    @Override
    @SuppressWarnings("unchecked") // whoever sent it held an EntityRef<C>
    void run(Object message, Turn<C> turn) throws Exception {
        if (message instanceof EntityTurn begun && begun.turn() != 0) {
            run(begun, turn);
        } else if (message instanceof EntityTurn again) {
            shard.tell(new ShardMessage.Again(resident.target, again));
        } else if (message instanceof Envelope envelope) {
            var refusal = envelope.refusal();
            if (refusal == null) {
                resident.target.tellEnvelope(envelope);
            } else {
                turn.refuse(refusal);
            }
        } else {
            ((RegionRef<C>) resident.target).tell((C) message);
        }
    }

    private void run(EntityTurn begun, Turn<C> turn) throws Exception {
        begun.begin();
        resident.hasRun = true;
        outbox.open();
        Ending ending = null;
        try {
            ending = handle(begun, turn);
        } finally {
            var sends = outbox.close();
            if (ending == null) {
                sends.forEach(HeldSend::drop);
                sends = List.of();
                ending = failed(begun);
            }
            shard.tell(new ShardMessage.TurnStored(
                    resident, begun.turn(), ending.stored(), ending.outcome(), begun.about(), sends));
        }
        if (ending.stored() != null) {
            again();
        }
    }

    @SuppressWarnings("unchecked") // whoever sent it held an EntityRef<C>
    private Ending handle(EntityTurn begun, Turn<C> turn) throws Exception {
        var replyTo = begun.replyTo();
        var host = behavior;
        if (now() - begun.deadlineNanos() >= 0) {
            return refused(turn, Reason.DEADLINE_PASSED, replyTo);
        }
        if (host == null) {
            throw new IllegalStateException(
                    "%s ran before it was started: a bug of the library".formatted(resident.target));
        }
        noted((C) begun.message(), turn);
        if (host.foundJournalFull()) {
            return refused(turn, ShardRegion.JOURNAL_FULL, replyTo);
        }
        if (host.putsAside()) {
            resident.stashed.add(begun);
        }
        var outcome = replyTo == null ? null : replyTo.endTurn();
        var stored = host.stored();
        if (stored != null) {
            outcome = inBytes(outcome);
            requireSendable(stored, outcome);
            history.add(stored);
        }
        host.apply();
        return new Ending(stored, outcome);
    }

    private static Ending refused(Turn<?> turn, Reason reason, @Nullable ReplyRef<?> replyTo) {
        turn.refuse(reason);
        return new Ending(null, replyTo == null ? null : replyTo.endTurn());
    }

    private static Ending failed(EntityTurn begun) {
        var replyTo = begun.replyTo();
        if (replyTo == null) {
            return new Ending(null, null);
        }
        replyTo.endTurn();
        return new Ending(null, new AskOutcome.Failed(new Cargo.Refusal(ShardRegion.ENTITY_FAILED, true)));
    }

    /// An answer that the log keeps is in bytes.
    private @Nullable AskOutcome inBytes(@Nullable AskOutcome outcome) {
        return outcome instanceof AskOutcome.Answered(var reply) && reply instanceof Cargo.Answer(var answer)
                ? new AskOutcome.Answered(region.cargo().encode(answer))
                : outcome;
    }

    private void requireSendable(StoredTurn stored, @Nullable AskOutcome outcome) {
        long size = stored.size();
        if (outcome instanceof AskOutcome.Answered(var reply)) {
            size += reply.size();
        }
        if (size > region.mostBytes()) {
            throw new MessageTooLargeException("a turn of " + resident.target, size, region.mostBytes());
        }
    }

    /// The state has changed: what was put aside comes again.
    private void again() {
        for (var aside = resident.stashed.poll(); aside != null; aside = resident.stashed.poll()) {
            shard.tell(new ShardMessage.Again(resident.target, aside));
        }
    }
}
