package dev.understudy.sharding.ownership;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A handoff that an owner has begun, from the order to the configuration that ends it.
///
/// ```text
///     DRAINING -- flushed --> frozen, sent -- ready --> "make the target the owner"
///        |                        |
///        | overdue                | overdue, or the target is gone
///        v                        v
///     goes on as the owner     "give it back to me, in a new ownership"
/// ```
final class OutgoingHandoff {
    final MemberId target;
    private final int shard;
    private final long since;
    private long sentAt = Long.MIN_VALUE;
    private Message.@Nullable Handoff state;
    private boolean drained;
    private @Nullable Payload carried;
    /// The run of the target that has the state; after a restart it has it no more.
    private @Nullable Incarnation ready;

    private boolean handBack;

    OutgoingHandoff(int shard, MemberId target, long since) {
        this.shard = shard;
        this.target = target;
        this.since = since;
    }

    boolean isOverdue(long limit, long now) {
        return now - since >= limit;
    }

    /// The entities have stopped.
    void drained(@Nullable Payload carriedOn) {
        drained = true;
        carried = carriedOn;
    }

    boolean isDrained() {
        return drained;
    }

    /// From here on the owner dispatches nothing: this is what the target gets.
    void freeze(ShardOwner owner) {
        state = new Message.Handoff(shard, owner.ownerEpoch, owner.handOver(carried));
    }

    /// What was frozen, or null before that.
    @Nullable
    HandoffState state() {
        return state == null ? null : state.state();
    }

    /// That run of the target has the state.
    void readyIn(Incarnation run) {
        ready = run;
    }

    /// The state was sent and may be used or not: only a new ownership ends that.
    void handBack() {
        handBack = true;
    }

    /// Sends the state, again if it is not answered, or says what to ask of the next configuration.
    Optional<OwnerRequest> push(long ownerEpoch, Configuration current, long retry, long now, Outbox out) {
        if (handBack) {
            return Optional.of(new OwnerRequest.HandBack(shard, ownerEpoch));
        }
        if (ready != null && current.contains(ready)) {
            return Optional.of(new OwnerRequest.HandedOff(shard, ownerEpoch, ready));
        }
        if (state != null && (sentAt == Long.MIN_VALUE || now - sentAt >= retry)) {
            sentAt = now;
            out.send(target, state);
        }
        return Optional.empty();
    }
}
