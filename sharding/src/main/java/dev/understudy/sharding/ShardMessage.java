package dev.understudy.sharding;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.Leftover;
import dev.understudy.cluster.Member;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.ShardAssignment;
import org.jspecify.annotations.Nullable;

/// What a [Shard] is told.
sealed interface ShardMessage {
    /// A message for an entity of the shard.
    sealed interface ForEntity extends ShardMessage, Envelope {
        /// The entity that it is for.
        RegionRef<?> target();

        /// The sender is told that its message did not get to the entity.
        @Override
        void undelivered(ActorRef<?> at, Reason reason);
    }

    /// A message that was told to an [EntityRef] of this node.
    ///
    /// @param envelope the message itself, or the ask that carries it
    /// @param notBefore the epoch of the table that knows where it goes: it came back from a member with that table
    record Local(RegionRef<?> target, Envelope envelope, long notBefore) implements ForEntity {
        Local(RegionRef<?> target, Envelope envelope) {
            this(target, envelope, 0);
        }

        @Override
        public Object message() {
            return envelope.message();
        }

        @Override
        public @Nullable Reason refusal() {
            return envelope.refusal();
        }

        @Override
        public long deadlineNanos() {
            return envelope.deadlineNanos();
        }

        @Override
        public void undelivered(ActorRef<?> at, Reason reason) {
            if (envelope instanceof AskPromise<?> ask) {
                ask.fail(new EntityUnavailableException("ask to " + target.path(), reason));
            }
        }

        /// Fails the ask, if it is one, for a reason that asking again does not mend.
        void failed(RuntimeException cause) {
            if (envelope instanceof AskPromise<?> ask) {
                ask.fail(cause);
            }
        }
    }

    /// A message that another member sent here, since its table names this member as the owner.
    ///
    /// @param epoch of the sender's table
    /// @param ask what the sender calls its ask, or 0
    record Arrived(RegionRef<?> target, Member from, long epoch, long ask, Object message) implements ForEntity {
        @Override
        public void undelivered(ActorRef<?> at, Reason reason) {
            target.region().refuse(this, reason);
        }
    }

    /// A new table was installed.
    record Placed(long epoch, ShardAssignment row) implements ShardMessage {}

    /// A predecessor does not run the shard any more.
    record Released(MemberId by, long ownerEpoch) implements ShardMessage {}

    /// A member left the view.
    record Lost(MemberId member) implements ShardMessage {}

    /// The advisor thinks that an entity should leave memory.
    record Passivate(RegionRef<?> target) implements ShardMessage {}

    /// An entity has stopped at our request, and left this unprocessed.
    record Drained(RegionRef<?> target, Leftover leftover) implements ShardMessage {}

    /// Something reached an entity after it had stopped.
    record Late(RegionRef<?> target, Object message) implements ShardMessage {}

    /// Time to try again to send what is held.
    record Retry() implements ShardMessage {}
}
