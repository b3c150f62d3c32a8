package dev.understudy.sharding;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// An entity in memory, as its shard sees it. Belongs to the shard's actor, but for what the entity's own turns write
/// and the shard reads once the entity has stopped.
final class Resident {
    final RegionRef<?> target;
    final long ownerEpoch;
    /// Whether it does not leave for want of messages.
    final boolean stays;
    /// Begun by the protocol while this activation was ending: for the next one.
    final Queue<EntityTurn> waiting = new ArrayDeque<>();

    @Nullable
    ActorRef<Object> actor;

    /// Its newest behavior, as its factory made it.
    @Nullable
    Behavior<?> behavior;

    /// What it must not handle without a lease, in order. Belongs to its turns, as [#behavior] does.
    final Queue<Object> parked = new ArrayDeque<>();

    /// What a stored entity sends in its turns; null for a volatile one.
    final @Nullable TurnOutbox outbox;

    /// What a stored entity has put aside, in order. Belongs to its turns.
    final Queue<EntityTurn> stashed = new ArrayDeque<>(0);

    boolean isDraining;
    /// When it was asked to leave, in nanoseconds.
    long drainingSince;

    /// Whether a turn of this activation has begun. Written by the entity's turns.
    volatile boolean hasRun;

    Resident(RegionRef<?> target, long ownerEpoch, boolean stays) {
        this.target = target;
        this.outbox = target.type().isStored() ? new TurnOutbox() : null;
        this.ownerEpoch = ownerEpoch;
        this.stays = stays;
    }

    /// What it takes along, if its behavior says so; once it has stopped.
    Optional<Object> state() {
        return behavior instanceof MovableBehavior<?, ?> movable ? Optional.of(movable.state()) : Optional.empty();
    }
}
