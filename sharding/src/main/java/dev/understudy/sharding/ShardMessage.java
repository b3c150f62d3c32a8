package dev.understudy.sharding;

import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.Leftover;
import dev.understudy.persistence.StoredTurn;
import dev.understudy.sharding.ownership.AskOutcome;
import dev.understudy.sharding.ownership.CommandId;
import dev.understudy.sharding.ownership.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [Shard] is told.
sealed interface ShardMessage {
    /// A message was told to an [EntityRef] of this node.
    record Told(RegionRef<?> target, Envelope envelope) implements ShardMessage {}

    /// An [EntityRef] of this node was asked.
    record Asked<R>(RegionRef<?> target, AskPromise<R> promise, ReplyRef<R> replyTo, Object request)
            implements ShardMessage {}

    /// A frame of the protocol arrived for this shard.
    record Arrived(Frame frame) implements ShardMessage {}

    /// The node has learned a configuration.
    record Placed() implements ShardMessage {}

    /// The node's leases, or what it knows of others', have changed.
    record Look() implements ShardMessage {}

    /// Time passes.
    record Tick() implements ShardMessage {}

    /// An entity's turn is over.
    ///
    /// @param outcome the answer, if it was an ask and is answered already
    record TurnEnded(Resident resident, long turn, @Nullable AskOutcome outcome) implements ShardMessage {}

    /// A stored entity's turn is over.
    ///
    /// @param stored what its record is to hold, if anything
    /// @param outcome the answer, if it was an ask and is answered already
    /// @param about the ask that it was about, if that was another message's
    /// @param sends what leaves when all that is stored so far is safe
    record TurnStored(
            Resident resident,
            long turn,
            @Nullable StoredTurn stored,
            @Nullable AskOutcome outcome,
            @Nullable CommandId about,
            List<HeldSend> sends)
            implements ShardMessage {}

    /// A stored entity wants to send something outside of a turn, when all that is stored so far is safe.
    record Wanted(Resident resident, List<HeldSend> sends) implements ShardMessage {}

    /// A command that a stored entity had put aside comes again.
    record Again(RegionRef<?> target, EntityTurn aside) implements ShardMessage {}

    /// An entity has put a message aside, since there was no lease for its turn.
    record Parked() implements ShardMessage {}

    /// An entity ended by itself before a turn of it began.
    record TurnUnbegun(Resident resident, EntityTurn turn) implements ShardMessage {}

    /// An ask whose turn was over has its answer.
    record Replied(long ownerEpoch, CommandId ask, AskOutcome outcome) implements ShardMessage {}

    /// The advisor thinks that an entity should leave memory.
    record Passivate(RegionRef<?> target) implements ShardMessage {}

    /// An operator lets an entity out of quarantine.
    record Release(RegionRef<?> target) implements ShardMessage {}

    /// A singleton that ended by itself is to start again.
    record Wake() implements ShardMessage {}

    /// Entities that were asked to leave long ago are not waited for any more.
    record Hurry() implements ShardMessage {}

    /// An entity has stopped at our request, and left this unprocessed.
    record Drained(Resident resident, Leftover leftover) implements ShardMessage {}

    /// Something reached an entity after it had stopped.
    record Late(Resident resident, Object message) implements ShardMessage {}
}
