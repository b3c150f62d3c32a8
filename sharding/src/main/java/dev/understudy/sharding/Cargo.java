package dev.understudy.sharding;

import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.persistence.StoredTurn;
import dev.understudy.serialization.Encoded;
import dev.understudy.sharding.ownership.CommandId;
import dev.understudy.sharding.ownership.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the ownership protocol carries for the entities of a live node, and never looks into: objects as long as they
/// stay on this node, bytes on the wire.
sealed interface Cargo extends Payload {
    /// Counted for what is not in bytes.
    int OBJECT_BYTES = 256;

    @Override
    default int size() {
        return OBJECT_BYTES;
    }

    /// A message to an entity.
    ///
    /// @param content the message, or why there is none: it could not be sent or read
    /// @param replyTo where its answer goes; null for a tell
    /// @param deadlineNanos on this node's clock, or [Envelope#NO_DEADLINE]
    /// @param size its bytes where it came over the wire
    record Command(Object content, @Nullable ReplyRef<?> replyTo, long deadlineNanos, int size) implements Cargo {}

    /// What an entity answered.
    record Answer(Object value) implements Cargo {}

    /// An answer in bytes, as a log keeps it: read by the asker alone.
    record EncodedAnswer(Encoded answer) implements Cargo {
        @Override
        public int size() {
            return answer.size();
        }
    }

    /// What a turn has stored.
    record Stored(StoredTurn turn) implements Cargo {
        @Override
        public int size() {
            return turn.size();
        }
    }

    /// What is stored of all entities of a shard, by their keys.
    record Image(Map<String, List<StoredTurn>> turns, int size) implements Cargo {}

    /// Why there is no answer, or no message.
    ///
    /// @param isHandled whether the entity has handled the message all the same, at least in part
    record Refusal(Reason reason, boolean isHandled) implements Cargo {}

    /// What entities take along when their shard is handed over by plan.
    record Luggage(List<Bag> bags) implements Cargo {
        public Luggage {
            bags = List.copyOf(bags);
        }
    }

    /// What one entity takes along.
    ///
    /// @param entity its key
    /// @param stash what it had put aside, in order
    /// @param timers its timers that were still to fire
    /// @param state what its behavior says it is, or null if it says nothing
    record Bag(
            String entity,
            List<Stashed> stash,
            List<Timer> timers,
            @Nullable Object state) {
        public Bag {
            stash = List.copyOf(stash);
            timers = List.copyOf(timers);
        }

        boolean isEmpty() {
            return stash.isEmpty() && timers.isEmpty() && state == null;
        }
    }

    /// A message that an entity had put aside.
    ///
    /// @param ask names it, if it is an ask whose answer is still to come
    record Stashed(Object message, @Nullable CommandId ask) {}

    /// A timer that was still to fire.
    record Timer(Object key, Object message, Duration remaining, Duration interval, boolean fixedRate) {}
}
