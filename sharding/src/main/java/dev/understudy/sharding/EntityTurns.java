package dev.understudy.sharding;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.Interceptor;
import dev.understudy.actor.internal.Turn;
import dev.understudy.sharding.ownership.AskOutcome;
import java.util.Optional;

/// Stands before an entity's behavior: lets a turn begin only under a lease, tells the shard when it is
/// over, and notes it in the [TurnAudit] if the node keeps one.
///
/// *The lease* is looked at for each message after it was dequeued, the entity's own timers included: a
/// process that was frozen must not run a turn first. Without a lease messages are parked, in order. If
/// the lease comes back they go on with the next [Resume]; if the entity leaves first, they go back to
/// the shard.
///
/// @param <C> the commands that the entity takes
final class EntityTurns<C> implements Interceptor<C> {
    /// The lease is back.
    enum Resume {
        RESUME
    }

    private final ShardRegion region;
    private final Resident resident;
    private final ActorRef<ShardMessage> shard;
    private final Optional<TurnAudit> audit;
    private final long activation;

    EntityTurns(ShardRegion region, Resident resident, ActorRef<ShardMessage> shard) {
        this.region = region;
        this.resident = resident;
        this.shard = shard;
        this.audit = region.audit();
        this.activation = audit.map(to -> {
                    var target = resident.target;
                    var name = "%s@%d#%d".formatted(region.self(), resident.ownerEpoch, region.nextActivation());
                    return to.activated(target.type().name(), target.id(), name);
                })
                .orElse(0L);
    }

    @Override
    public void intercept(Object message, Turn<C> turn) throws Exception {
        var parked = resident.parked;
        boolean resumes = message == Resume.RESUME;
        if (!resumes) {
            if (parked.isEmpty() && isLeased()) {
                run(message, turn);
                return;
            }
            parked.add(message);
            shard.tell(new ShardMessage.Parked());
        }
        if (!isLeased()) {
            return;
        }
        var next = parked.poll();
        if (next == null) {
            return;
        }
        if (resumes && !parked.isEmpty()) {
            resume(resident);
        }
        run(next, turn);
    }

    /// Lets an entity go on with what it has parked.
    static void resume(Resident resident) {
        var actor = resident.actor;
        if (actor != null) {
            actor.tell(Resume.RESUME);
        }
    }

    private boolean isLeased() {
        long now = region.system().timeSource().nanoTime();
        return region.seat().mayRun(resident.target.shard().value(), resident.ownerEpoch, now);
    }

    @SuppressWarnings("unchecked") // whoever sent it held an EntityRef<C>
    private void run(Object message, Turn<C> turn) throws Exception {
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
            if (region.system().timeSource().nanoTime() - begun.deadlineNanos() >= 0) {
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

    private void noted(C message, Turn<C> turn) throws Exception {
        if (audit.isEmpty()) {
            turn.proceed(message);
            return;
        }
        var noted = audit.get().started(activation);
        try {
            turn.proceed(message);
        } finally {
            audit.get().ended(noted);
        }
    }
}
