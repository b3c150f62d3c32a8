package dev.understudy.sharding;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.internal.Interceptor;
import dev.understudy.actor.internal.Turn;
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
abstract sealed class EntityTurns<C> implements Interceptor<C> permits VolatileTurns, StoredTurns {
    /// The lease is back.
    enum Resume {
        RESUME
    }

    final ShardRegion region;
    final Resident resident;
    final ActorRef<ShardMessage> shard;
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

    /// What the entity's actor runs, each time it has been started or restarted.
    abstract Behavior<C> started(Behavior<C> made, ActorContext<C> actor) throws Exception;

    /// A message's turn, under a lease.
    abstract void run(Object message, Turn<C> turn) throws Exception;

    @Override
    public final void intercept(Object message, Turn<C> turn) throws Exception {
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
        return region.seat().mayRun(resident.target.shard().value(), resident.ownerEpoch, now());
    }

    final long now() {
        return region.system().timeSource().nanoTime();
    }

    /// Lets the behavior handle a message.
    final void noted(C message, Turn<C> turn) throws Exception {
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
