package dev.understudy.sharding;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.Turn;
import dev.understudy.sharding.ownership.AskOutcome;

/// The turns of an entity that stores nothing.
///
/// @param <C> the commands that the entity takes
final class VolatileTurns<C> extends EntityTurns<C> {
    VolatileTurns(ShardRegion region, Resident resident, ActorRef<ShardMessage> shard) {
        super(region, resident, shard);
    }

    @Override
    Behavior<C> started(Behavior<C> made, ActorContext<C> actor) {
        return made;
    }

    @Override
    @SuppressWarnings("unchecked") // whoever sent it held an EntityRef<C>
    void run(Object message, Turn<C> turn) throws Exception {
        if (message instanceof EntityTurn begun) {
            run(begun, turn);
        } else if (message instanceof Envelope envelope) {
            var refusal = envelope.refusal();
            if (refusal == null) {
                noted((C) envelope.message(), turn);
            } else {
                turn.refuse(refusal);
            }
        } else {
            noted((C) message, turn);
        }
    }

    @SuppressWarnings("unchecked") // whoever sent it held an EntityRef<C>
    private void run(EntityTurn begun, Turn<C> turn) throws Exception {
        if (begun.turn() == 0) {
            noted((C) begun.message(), turn);
            return;
        }
        begun.begin();
        resident.hasRun = true;
        boolean failed = true;
        try {
            if (now() - begun.deadlineNanos() >= 0) {
                turn.refuse(Reason.DEADLINE_PASSED);
            } else {
                noted((C) begun.message(), turn);
            }
            failed = false;
        } finally {
            var replyTo = begun.replyTo();
            var outcome = replyTo == null ? null : replyTo.endTurn();
            if (outcome == null && replyTo != null && failed) {
                outcome = new AskOutcome.Failed(new Cargo.Refusal(ShardRegion.ENTITY_FAILED, true));
            }
            shard.tell(new ShardMessage.TurnEnded(resident, begun.turn(), outcome));
        }
    }
}
