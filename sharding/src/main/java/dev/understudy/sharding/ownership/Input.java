package dev.understudy.sharding.ownership;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to a node. Each carries the node's own clock: monotonic nanoseconds, from any origin.
public sealed interface Input {
    /// The node's clock when it happened.
    long now();

    /// What concerns the node's place in the grid: for its [MemberProtocol].
    sealed interface ForMember extends Input {}

    /// What concerns one shard: for its [ShardProtocol].
    sealed interface ForShard extends Input {
        /// The shard.
        int shard();
    }

    /// Time passes; a few milliseconds apart in a live node.
    record Tick(long now) implements Input {}

    /// A frame arrived.
    record Received(long now, Frame frame) implements Input {}

    /// Someone, a transport for example, thinks that a member is gone: a hint only.
    record Suspected(long now, MemberId member) implements ForMember {}

    /// Proof that a run of a member is over.
    record Certified(long now, Incarnation dead, String evidence) implements ForMember {}

    /// A tell from this node. It is lost only with a [Output.DeadLettered], or with this node.
    record Tell(long now, int shard, String entityId, Payload payload) implements ForShard {}

    /// An ask from this node, answered by exactly one [Output.AskEnded] unless the node dies first.
    ///
    /// @param deadline on this node's clock
    record Ask(long now, int shard, String entityId, Payload payload, long deadline) implements ForShard {}

    /// A worker is free for the shard's next message.
    record BeginTurn(long now, int shard) implements ForShard {}

    /// A turn has run.
    ///
    /// @param ownerEpoch that of its [Output.RunTurn]
    /// @param turn that of its [Output.RunTurn]
    /// @param events what to persist, or null for nothing
    /// @param outcome the answer to an ask; null for a tell, and for an ask whose answer comes later, as
    ///     [Replied]
    /// @param about the ask that the turn was about, if its message is none: an ask that an earlier turn had put
    ///     aside
    record TurnDone(
            long now,
            int shard,
            long ownerEpoch,
            long turn,
            @Nullable Payload events,
            @Nullable AskOutcome outcome,
            @Nullable CommandId about)
            implements ForShard {
        /// A turn about its own message.
        public TurnDone(
                long now,
                int shard,
                long ownerEpoch,
                long turn,
                @Nullable Payload events,
                @Nullable AskOutcome outcome) {
            this(now, shard, ownerEpoch, turn, events, outcome, null);
        }
    }

    /// A turn did not run: its message waits again, before its entity's others.
    record TurnReturned(long now, int shard, long ownerEpoch, long turn) implements ForShard {}

    /// An ask whose turn had ended without an answer has one now.
    record Replied(long now, int shard, long ownerEpoch, CommandId commandId, AskOutcome outcome) implements ForShard {}

    /// The entities have stopped, as [Output.DrainWanted] asked.
    ///
    /// @param carried what the next owner is to get besides messages, or null for nothing
    record Drained(
            long now, int shard, long ownerEpoch, @Nullable Payload carried) implements ForShard {}

    /// The snapshot that [Output.SnapshotWanted] asked for.
    record SnapshotTaken(long now, int shard, long ownerEpoch, long seq, Payload state) implements ForShard {}

    /// Who is here, as far as the transport knows: whom to look for a grid at, from now on. As long as one of them has
    /// not said that it belongs to none, none is founded.
    record Doors(long now, List<MemberId> members) implements ForMember {
        public Doors {
            members = List.copyOf(members);
        }
    }

    /// The excluded node comes back as a new run.
    record Rejoin(long now, long incarnation) implements ForMember {}

    /// This node should leave by plan.
    record LeaveByPlan(long now) implements ForMember {}

    /// An operator gives up what a waiting shard held.
    record Force(long now, int shard) implements ForMember {}

    /// An operator does not expect a member back that left by plan: it shall not vote any longer.
    record DropVoter(long now, MemberId departed) implements ForMember {}

    /// The store that decides has answered a [Output.AskStore].
    record StoreAnswered(long now, StoreAnswer answer) implements ForMember {}

    /// An operator founds a grid with the members seen so far.
    record Found(long now) implements ForMember {}
}
