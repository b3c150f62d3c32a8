package dev.understudy.sharding;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.DeadLetter;

/// Something that a turn of a stored entity wanted to send, and that leaves when what the turn rests on is safe.
interface HeldSend {
    /// It may leave.
    void go();

    /// It must not: what it rests on is lost, or may be.
    void drop();

    /// A message; a dead letter if it must not leave.
    record Tell<M>(ActorSystem system, ActorRef<M> target, M message) implements HeldSend {
        @Override
        public void go() {
            target.tell(message);
        }

        @Override
        public void drop() {
            system.deadLetterChannel().publish(new DeadLetter(message, target, ShardRegion.TURN_LOST));
        }
    }

    /// An ask; it fails if it must not leave.
    record Ask(RegionRef<?> target, ShardMessage.Asked<?> asked) implements HeldSend {
        @Override
        public void go() {
            target.send(asked);
        }

        @Override
        public void drop() {
            asked.promise().fail(new EntityUnavailableException(target.path(), ShardRegion.TURN_LOST));
        }
    }

    /// The answer to an earlier ask. If it must not leave, its asker asks again, or finds that time is up.
    record Answer(ActorRef<ShardMessage> shard, ShardMessage.Replied replied) implements HeldSend {
        @Override
        public void go() {
            shard.tell(replied);
        }

        @Override
        public void drop() {}
    }
}
