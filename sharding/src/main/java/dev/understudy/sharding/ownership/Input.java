package dev.understudy.sharding.ownership;

import org.jspecify.annotations.Nullable;

/// What happens to a node. Each carries the node's own clock: monotonic nanoseconds, from any origin.
public sealed interface Input {
    /// The node's clock when it happened.
    long now();

    /// Time passes; a few milliseconds apart in a live node.
    record Tick(long now) implements Input {}

    /// A frame arrived.
    record Received(long now, Frame frame) implements Input {}

    /// Someone, a transport for example, thinks that a member is gone: a hint only.
    record Suspected(long now, MemberId member) implements Input {}

    /// Proof that a run of a member is over.
    record Certified(long now, Incarnation dead) implements Input {}

    /// A tell from this node. It is lost only with a [Output.DeadLettered], or with this node.
    record Tell(long now, int shard, String entityId, Payload payload) implements Input {}

    /// An ask from this node, answered by exactly one [Output.AskEnded] unless the node dies first.
    ///
    /// @param deadline on this node's clock
    record Ask(long now, int shard, String entityId, Payload payload, long deadline) implements Input {}

    /// A worker is free for the shard's next message.
    record BeginTurn(long now, int shard) implements Input {}

    /// A turn has run.
    ///
    /// @param ownerEpoch that of its [Output.RunTurn]
    /// @param turn that of its [Output.RunTurn]
    /// @param events what to persist, or null for nothing
    /// @param reply the answer to an ask, else null
    record TurnDone(
            long now,
            int shard,
            long ownerEpoch,
            long turn,
            @Nullable Payload events,
            @Nullable Payload reply) implements Input {}

    /// The snapshot that [Output.SnapshotWanted] asked for.
    record SnapshotTaken(long now, int shard, long ownerEpoch, long seq, Payload state) implements Input {}

    /// The excluded node comes back as a new run.
    record Rejoin(long now, long incarnation) implements Input {}

    /// This node should leave by plan.
    record LeaveByPlan(long now) implements Input {}

    /// An operator gives up what a waiting shard held.
    record Force(long now, int shard) implements Input {}

    /// An operator founds a grid with the members seen so far.
    record Found(long now) implements Input {}
}
