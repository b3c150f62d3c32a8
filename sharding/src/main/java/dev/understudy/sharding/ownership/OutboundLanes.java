package dev.understudy.sharding.ownership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The sending end of this node's lane to one shard, and its outstanding asks.
///
/// A lane holds at most a window of messages that the owner has not settled; more wait behind it. It follows
/// the shard to a new owner. When the new owner has never heard of it, the old one crashed: what was sent and
/// not settled may have been handled, so tells become dead letters and asks go again, with their command ids,
/// in a new lane and before anything later.
///
/// *Limits.* What is not handled yet is held here, at most so many messages and bytes, and so many bytes over all
/// shards of the node. More is refused at once: a tell becomes a dead letter, an ask is unavailable.
final class OutboundLanes {
    private static final int MOST_DOUBLINGS = 4;

    private final int shard;
    private final Settings settings;
    private final HeldBytes node;
    private final LossLedger ledger;
    private int held;
    private long bytes;
    private @Nullable LaneId lane;
    private long nextSeq = 1;
    private long nextCommand = 1;
    private long sentOwnerEpoch;
    private long sentUpTo;
    /// Up to here messages have been sent to an earlier owner, who may have handled them.
    private long doubtfulUpTo;
    private boolean resend;
    private long sentAt;
    private long busyUntil = Long.MIN_VALUE;
    private final ArrayDeque<EntityMessage> unsettled = new ArrayDeque<>();
    private final ArrayDeque<EntityMessage> backlog = new ArrayDeque<>();
    private final TreeMap<CommandKey, Asking> asks = new TreeMap<>();

    /// Orders asks by their age, across incarnations of this node.
    private record CommandKey(long incarnation, long seq) implements Comparable<CommandKey> {
        @Override
        public int compareTo(CommandKey other) {
            int byRun = Long.compare(incarnation, other.incarnation);
            return byRun != 0 ? byRun : Long.compare(seq, other.seq);
        }

        static CommandKey of(CommandId id) {
            return new CommandKey(id.producer().number(), id.seq());
        }
    }

    private static final class Asking {
        final EntityMessage message;
        final long deadline;
        int attempt;
        boolean inLane;
        long settledAt;

        Asking(EntityMessage message, long deadline) {
            this.message = message;
            this.deadline = deadline;
        }
    }

    OutboundLanes(int shard, Settings settings, NodeBudget node) {
        this.shard = shard;
        this.settings = settings;
        this.node = node.unsent();
        this.ledger = node.ledger();
    }

    boolean isIdle() {
        return unsettled.isEmpty() && backlog.isEmpty() && asks.isEmpty();
    }

    void tell(String entityId, Payload payload, Outbox out) {
        ledger.accepted();
        var message = new EntityMessage(0, entityId, payload, null, 1, 0);
        if (hold(message)) {
            backlog.add(message);
        } else {
            ledger.deadLettered(DeadReason.SENDER_FULL);
            out.emit(new Output.DeadLettered(shard, message, DeadReason.SENDER_FULL, sentOwnerEpoch));
        }
    }

    void ask(String entityId, Payload payload, long deadline, Outbox out) {
        ledger.accepted();
        var id = new CommandId(out.self(), nextCommand++);
        out.emit(new Output.AskBegun(shard, id, payload));
        var message = new EntityMessage(0, entityId, payload, id, 1, 0);
        if (hold(message)) {
            asks.put(CommandKey.of(id), new Asking(message, deadline));
            backlog.add(message);
        } else {
            ledger.rejected(DeadReason.SENDER_FULL.name());
            out.emit(new Output.AskEnded(shard, id, new AskOutcome.Unavailable()));
        }
    }

    /// Tells are held until they are settled, asks until they are answered or given up.
    private boolean hold(EntityMessage message) {
        long size = message.payload().size();
        boolean fits = held == 0 || (held < settings.heldPerShard() && bytes + size <= settings.heldBytesPerShard());
        if (!fits || !node.take(size)) {
            return false;
        }
        held++;
        bytes += size;
        return true;
    }

    private void free(EntityMessage message) {
        held--;
        bytes -= message.payload().size();
        node.free(message.payload().size());
    }

    private void deadLetter(EntityMessage tell, DeadReason reason, long ownership, Outbox out) {
        free(tell);
        ledger.deadLettered(reason);
        out.emit(new Output.DeadLettered(shard, tell, reason, ownership));
    }

    /// Sends what may be sent.
    void pump(@Nullable Configuration configuration, long now, Outbox out) {
        if (configuration == null) {
            return;
        }
        var row = configuration.table().of(shard);
        var owner = row.owner();
        boolean newOwner = sentOwnerEpoch != row.ownerEpoch();
        boolean refused = now < busyUntil && !newOwner;
        if (owner == null || refused || !configuration.contains(out.self())) {
            return;
        }
        var open = lane;
        if (open == null) {
            open = new LaneId(out.self(), shard, row.ownerEpoch());
            lane = open;
        }
        fill();
        boolean moved = newOwner || resend;
        boolean late = sentUpTo > 0 && now - sentAt >= settings.retry();
        if (unsettled.isEmpty()
                || (!moved && !late && sentUpTo >= unsettled.getLast().seq())) {
            return;
        }
        var messages = new ArrayList<EntityMessage>();
        for (var message : unsettled) {
            if (moved || late || message.seq() > sentUpTo) {
                messages.add(message);
            }
        }
        if (newOwner) {
            doubtfulUpTo = sentUpTo;
        }
        resend = false;
        sentOwnerEpoch = row.ownerEpoch();
        sentUpTo = unsettled.getLast().seq();
        sentAt = now;
        out.send(owner, new Message.Deliver(configuration.epoch(), row.ownerEpoch(), open, messages));
    }

    private void fill() {
        while (unsettled.size() < settings.window() && !backlog.isEmpty()) {
            var next = backlog.peek();
            var id = next.commandId();
            if (id != null) {
                var asking = asks.get(CommandKey.of(id));
                if (asking == null) {
                    backlog.remove();
                    continue;
                }
                long low = lowWatermark(id);
                if (id.seq() >= low + settings.dedupeWindow()) {
                    return;
                }
                asking.attempt++;
                asking.inLane = true;
                asking.settledAt = 0;
                next = new EntityMessage(0, next.entityId(), next.payload(), id, asking.attempt, low);
            }
            backlog.remove();
            unsettled.add(next.withSeq(nextSeq++));
        }
    }

    /// The lowest command of the same incarnation that is still outstanding.
    private long lowWatermark(CommandId id) {
        var lowest = asks.ceilingKey(new CommandKey(id.producer().number(), 0));
        return lowest == null || lowest.incarnation() != id.producer().number() ? id.seq() : lowest.seq();
    }

    void settled(Message.Settled upTo, long now) {
        if (!upTo.lane().equals(lane)) {
            return;
        }
        while (!unsettled.isEmpty() && unsettled.peek().seq() <= upTo.settled()) {
            var message = unsettled.remove();
            var id = message.commandId();
            if (id == null) {
                free(message);
                ledger.processed();
                continue;
            }
            var asking = asks.get(CommandKey.of(id));
            if (asking != null) {
                asking.inLane = false;
                asking.settledAt = now;
            }
        }
    }

    void busy(LaneId refused, long now) {
        if (refused.equals(lane)) {
            busyUntil = now + settings.retry();
            resend = true;
        }
    }

    /// The next pump sends again to whoever is the owner then.
    void moved(LaneId refused, long now) {
        if (refused.equals(lane)) {
            resend = true;
            busyUntil = now + settings.retry() / 4;
        }
    }

    void lost(Message.LaneLost message, Incarnation self, Outbox out) {
        if (message.lane().equals(lane)) {
            reopen(new LaneId(self, shard, message.ownerEpoch()), DeadReason.OWNER_CRASHED, out);
        }
    }

    /// This node is a new run: its lanes begin anew.
    void rejoin(Outbox out) {
        nextCommand = 1;
        reopen(null, DeadReason.SENDER_EXCLUDED, out);
    }

    /// This node has left the grid: what it has not sent is not sent any more.
    void end(Outbox out) {
        reopen(null, DeadReason.SENDER_LEFT, out);
        for (var message : backlog) {
            if (!message.isAsk()) {
                deadLetter(message, DeadReason.SENDER_LEFT, 0, out);
            }
        }
        backlog.clear();
        asks.values().forEach(asking -> endAsk(asking, out));
        asks.clear();
    }

    /// An ask ends without an answer.
    private void endAsk(Asking asking, Outbox out) {
        free(asking.message);
        boolean isUnsent = asking.attempt == 0;
        if (isUnsent) {
            ledger.rejected(LossLedger.NO_OWNER);
        } else {
            ledger.lost(LossLedger.ASK_TIMEOUT);
        }
        var id = asking.message.commandId();
        if (id != null) {
            var outcome = isUnsent ? new AskOutcome.Unavailable() : new AskOutcome.TimedOut();
            out.emit(new Output.AskEnded(shard, id, outcome));
        }
    }

    private void reopen(@Nullable LaneId next, DeadReason reason, Outbox out) {
        // What only the refusing owner has seen has certainly not been handled.
        long doubtful = next == null ? sentUpTo : doubtfulUpTo;
        long opened = lane == null ? 0 : lane.opened();
        var again = new ArrayList<EntityMessage>();
        for (var message : unsettled) {
            if (!message.isAsk() && message.seq() <= doubtful) {
                deadLetter(message, reason, opened, out);
            } else {
                again.add(message);
            }
        }
        unsettled.clear();
        addFirst(again);
        lane = next;
        nextSeq = 1;
        sentUpTo = 0;
        doubtfulUpTo = 0;
        sentOwnerEpoch = 0;
    }

    private void addFirst(List<EntityMessage> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            backlog.addFirst(messages.get(i));
        }
    }

    /// How long to wait for the answer to a message that was handled: the entity may take its time.
    private long patience(Asking asking) {
        return settings.retry() << Math.min(asking.attempt - 1, MOST_DOUBLINGS);
    }

    /// An answer. One of an ownership that a crash ended is refused: the retry asks the present owner. What an owner
    /// answered before it gave the shard up in a handoff, its successor knows of.
    void answered(Message.Answer answer, @Nullable Configuration configuration, Outbox out) {
        boolean stale = false;
        if (configuration != null) {
            var row = configuration.table().of(shard);
            var relinquished = row.relinquishedBy();
            stale = answer.ownerEpoch() < (relinquished == null ? row.ownerEpoch() : relinquished.ownerEpoch());
        }
        var asking = stale ? null : asks.remove(CommandKey.of(answer.commandId()));
        if (asking != null) {
            free(asking.message);
            if (answer.outcome() instanceof AskOutcome.DuplicateUnknown) {
                ledger.lost(LossLedger.ANSWER_GONE);
            } else {
                ledger.processed();
            }
            out.emit(new Output.AskEnded(shard, answer.commandId(), answer.outcome()));
        }
    }

    /// Ends asks whose time is up, and asks again where a message was settled but its answer got lost.
    void tick(long now, Outbox out) {
        for (var iterator = asks.values().iterator(); iterator.hasNext(); ) {
            var asking = iterator.next();
            if (now >= asking.deadline) {
                iterator.remove();
                endAsk(asking, out);
            } else if (!asking.inLane && asking.settledAt > 0 && now - asking.settledAt >= patience(asking)) {
                asking.settledAt = 0;
                backlog.add(asking.message);
            }
        }
    }
}
