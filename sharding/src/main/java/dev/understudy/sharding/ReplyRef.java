package dev.understudy.sharding;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.Signal;
import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Watcher;
import dev.understudy.sharding.ownership.AskOutcome;
import dev.understudy.sharding.ownership.CommandId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `replyTo` of an ask as its entity sees it. What it is told goes to the shard and not to the
/// asker: the shard lets it leave when all that it shows is safe, and remembers it for an asker that
/// asks again.
///
/// ```text
///     UNBOUND -- its turn begins --> IN_TURN -- answered --> ANSWERED   leaves with the end of the turn
///                                       |                       ^
///                                       +-- turn ends --> LATE -+       leaves at once
/// ```
///
/// Thread-safe.
///
/// @param <R> the answer
final class ReplyRef<R> implements InternalRef<R> {
    private enum Phase {
        UNBOUND,
        IN_TURN,
        LATE,
        ANSWERED
    }

    private final ActorSystem system;
    private final String entity;
    private final @Nullable AskPromise<R> asker;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private Phase phase = Phase.UNBOUND;

    @GuardedBy("lock")
    private @Nullable AskOutcome outcome;

    @GuardedBy("lock")
    private @Nullable Ask ask;

    @GuardedBy("lock")
    private final List<Watcher> watchers = new ArrayList<>();

    /// Which ask it answers, in which ownership.
    ///
    /// @param outbox where the entity's turns put what is to wait, if it is stored
    private record Ask(
            ActorRef<ShardMessage> shard,
            long ownerEpoch,
            CommandId id,
            @Nullable TurnOutbox outbox) {
        /// Answers after the turn of the ask: at once, or with what the turn of now has to send.
        void answer(AskOutcome outcome) {
            var answer = new ShardMessage.Replied(ownerEpoch, id, outcome);
            if (outbox == null || !outbox.offer(new HeldSend.Answer(shard, answer))) {
                shard.tell(answer);
            }
        }
    }

    /// On the node that has the entity.
    ReplyRef(ActorSystem system, String entity) {
        this(system, entity, null);
    }

    /// On the node that asks.
    ReplyRef(ActorSystem system, String entity, @Nullable AskPromise<R> asker) {
        this.system = system;
        this.entity = entity;
        this.asker = asker;
    }

    /// The request can't be sent: whoever asks on this node is told at once.
    void unsendable(RuntimeException cause) {
        if (asker != null) {
            asker.fail(cause);
        }
    }

    /// A turn of the ask begins, perhaps again after one that did not run.
    void bind(ActorRef<ShardMessage> shard, long ownerEpoch, CommandId id, @Nullable TurnOutbox outbox) {
        synchronized (lock) {
            ask = new Ask(shard, ownerEpoch, id, outbox);
            phase = Phase.IN_TURN;
        }
    }

    /// The ask goes on at another owner, its turn over and its answer still to come.
    void bindLate(ActorRef<ShardMessage> shard, long ownerEpoch, CommandId id, @Nullable TurnOutbox outbox) {
        synchronized (lock) {
            ask = new Ask(shard, ownerEpoch, id, outbox);
            phase = Phase.LATE;
        }
    }

    /// What had been put aside has a turn again.
    ///
    /// @return which ask it answers, or null if that is answered
    @Nullable
    CommandId resume() {
        synchronized (lock) {
            if (phase != Phase.LATE || ask == null) {
                return null;
            }
            phase = Phase.IN_TURN;
            return ask.id();
        }
    }

    /// Which ask it answers, while its answer is still to come after its turn.
    @Nullable
    CommandId lateAsk() {
        synchronized (lock) {
            return phase == Phase.LATE && ask != null ? ask.id() : null;
        }
    }

    /// The turn ends.
    ///
    /// @return what the asker gets, or null if that is still to come
    @Nullable
    AskOutcome endTurn() {
        synchronized (lock) {
            if (phase == Phase.IN_TURN) {
                phase = Phase.LATE;
            }
            return outcome;
        }
    }

    /// The turn refuses its message: that is what the asker gets, unless it has been answered. Of a
    /// message that was put aside in its turn and is refused later the asker hears nothing; perhaps a
    /// successor handles it.
    void refuse(Reason reason) {
        List<Watcher> told;
        synchronized (lock) {
            if (phase != Phase.IN_TURN) {
                return;
            }
            phase = Phase.ANSWERED;
            outcome = new AskOutcome.Failed(new Cargo.Refusal(reason, false));
            told = List.copyOf(watchers);
            watchers.clear();
        }
        told.forEach(this::ended);
    }

    @Override
    public void tell(R message) {
        requireNonNull(message, "message");
        List<Watcher> told;
        Ask late = null;
        synchronized (lock) {
            if (phase == Phase.UNBOUND || phase == Phase.ANSWERED) {
                system.deadLetterChannel().publish(new DeadLetter(message, this, Reason.ASK_OVER));
                return;
            }
            if (phase == Phase.LATE) {
                late = ask;
            }
            phase = Phase.ANSWERED;
            outcome = new AskOutcome.Answered(new Cargo.Answer(message));
            told = List.copyOf(watchers);
            watchers.clear();
        }
        if (late != null) {
            late.answer(new AskOutcome.Answered(new Cargo.Answer(message)));
        }
        told.forEach(this::ended);
    }

    @Override
    @SuppressWarnings("unchecked") // the sender holds an ActorRef<R>
    public void tellEnvelope(Envelope envelope) {
        tell((R) envelope.message());
    }

    @Override
    public void addWatcher(Watcher watcher) {
        synchronized (lock) {
            if (phase != Phase.ANSWERED) {
                watchers.add(watcher);
                return;
            }
        }
        ended(watcher);
    }

    private void ended(Watcher watcher) {
        watcher.terminated(new Signal.Terminated(this, new Signal.Cause.Stopped()));
    }

    @Override
    public void removeWatcher(Watcher watcher) {
        synchronized (lock) {
            watchers.remove(watcher);
        }
    }

    @Override
    public void signal(Signal signal) {
        // Nothing that the end of an ask would have to hear of.
    }

    @Override
    public ActorSystem system() {
        return system;
    }

    @Override
    public String path() {
        return entity + "/$ask";
    }

    @Override
    public String toString() {
        return path();
    }
}
