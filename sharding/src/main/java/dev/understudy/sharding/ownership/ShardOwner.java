package dev.understudy.sharding.ownership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an owner keeps for one ownership of one shard: how far each replica is, and what may leave once all
/// in-sync have it.
///
/// *Required.* A record is committed when every required replica has it: the in-sync ones, and each learner
/// from the moment its promotion is asked for. It stays required until a configuration without it is learned,
/// since a proposal that seems to have failed may be chosen yet.
///
/// *Output gate.* Turns run ahead; their answers leave when the log up to them is committed. A reply that
/// persisted nothing waits for the last record as well, for it may show what could still be lost.
final class ShardOwner {
    private static final int CHUNK = 64;

    final long ownerEpoch;
    private final int shard;
    private final ReplicaLog log;
    private final Settings settings;
    private final Rules rules;
    private final Map<MemberId, Peer> peers = new LinkedHashMap<>();
    private final ArrayDeque<Gated> gate = new ArrayDeque<>();
    private final Map<Long, HandoffState.Waiting> running = new LinkedHashMap<>();
    private final ShardInbox inbox;
    private final RecentAnswers recent;
    private final @Nullable Payload carried;
    private final AnswerWindow answered;
    private long epoch;
    private long committed;
    private long sealFrom;
    private long nextTurn = 1;
    private long snapshotAsked;
    private @Nullable ReplicaSnapshot compacting;

    /// One other replica as the owner sees it.
    static final class Peer {
        /// What the replica has to be told before live records.
        enum Stage {
            SEALING,
            INSTALLING,
            LIVE
        }

        final Incarnation run;
        Stage stage;
        boolean inSync;
        boolean required;
        long session;
        long acked;
        long sent;
        long sentAt;
        long compacted;
        long behindSince = Long.MAX_VALUE;

        Peer(Incarnation run, Stage stage, boolean inSync, long session) {
            this.run = run;
            this.stage = stage;
            this.inSync = inSync;
            this.required = inSync;
            this.session = session;
        }
    }

    /// A settled message or the answer to an ask, or both, held until the log up to `seq` is committed.
    ///
    /// @param lane where the message came from, or null if it was settled before
    /// @param settles the message's place in the lane
    record Gated(
            long seq,
            @Nullable LaneId lane,
            long settles,
            @Nullable CommandId commandId,
            @Nullable AskOutcome outcome) {}

    ShardOwner(
            int shard,
            long ownerEpoch,
            ReplicaLog log,
            long knownCommitted,
            long since,
            @Nullable HandoffState received,
            Settings settings,
            Rules rules,
            HeldBytes held) {
        this.shard = shard;
        this.ownerEpoch = ownerEpoch;
        this.log = log;
        this.settings = settings;
        this.rules = rules;
        this.inbox =
                received == null ? new ShardInbox(since, settings, held) : new ShardInbox(received, settings, held);
        this.recent = received == null ? new RecentAnswers() : new RecentAnswers(received.begun());
        this.carried = received == null ? null : received.carried();
        this.sealFrom = Math.max(log.snapshot().end(), Math.min(knownCommitted, log.end()));
        this.answered = answeredUpTo(log.end());
    }

    private AnswerWindow answeredUpTo(long end) {
        var window = new AnswerWindow(log.snapshot().answered(), settings);
        for (var record : log.after(log.snapshot().end(), Integer.MAX_VALUE)) {
            var id = record.commandId();
            if (record.seq() <= end && id != null) {
                window.add(id, record.reply());
            }
        }
        return window;
    }

    ShardInbox inbox() {
        return inbox;
    }

    /// What the next owner gets, if this one stops now.
    HandoffState handOver(@Nullable Payload carriedOn) {
        return new HandoffState(inbox.since(), inbox.delivered(), inbox.waiting(), recent.entries(), carriedOn);
    }

    /// The word that entities may run, with what they are recovered from.
    Output.Activated activation() {
        return new Output.Activated(
                shard, ownerEpoch, log.snapshot(), log.after(log.snapshot().end(), Integer.MAX_VALUE), carried);
    }

    /// Whether everything that ran has left.
    boolean isFlushed() {
        return running.isEmpty() && gate.isEmpty();
    }

    /// Whether every replica counts as in-sync and has all there is, and nothing waits to leave.
    boolean isAtRest() {
        for (var peer : peers.values()) {
            if (!peer.inSync || peer.stage != Peer.Stage.LIVE || peer.acked < log.end()) {
                return false;
            }
        }
        return gate.isEmpty() && compacting == null;
    }

    /// Whether every in-sync replica has sealed and holds this log.
    boolean isSynced() {
        for (var peer : peers.values()) {
            if (peer.inSync && peer.stage != Peer.Stage.LIVE) {
                return false;
            }
        }
        return true;
    }

    boolean isLiveInSync(MemberId member) {
        var peer = peers.get(member);
        return peer != null && peer.inSync && peer.stage == Peer.Stage.LIVE;
    }

    /// Follows the replicas that a configuration names for this ownership.
    ///
    /// *Skipped epochs.* A learner that is one still may have been dropped and taken back meanwhile, and has
    /// thrown its copy away; it begins again. An in-sync replica can't: its promotion takes a request that this
    /// owner made under the configuration just before.
    void adopt(Configuration configuration, ShardAssignment row, MemberId self, boolean takingOver) {
        boolean skipped = configuration.epoch() > epoch + 1;
        epoch = configuration.epoch();
        peers.entrySet()
                .removeIf(entry -> !row.mentions(entry.getKey())
                        || (skipped && row.learners().contains(entry.getKey())));
        for (var id : row.inSync()) {
            if (!id.equals(self)) {
                adopt(id, configuration, true, takingOver);
            }
        }
        for (var id : row.learners()) {
            adopt(id, configuration, false, takingOver);
        }
    }

    private void adopt(MemberId id, Configuration configuration, boolean inSync, boolean takingOver) {
        var run = configuration.incarnationOf(id);
        var peer = peers.get(id);
        boolean restarted = peer != null && !peer.run.equals(run);
        boolean demoted = peer != null && peer.inSync && !inSync;
        if (peer == null || demoted || (restarted && settings.durability() != Durability.DISK_SYNC)) {
            var stage = inSync && (takingOver || peer != null) ? Peer.Stage.SEALING : Peer.Stage.INSTALLING;
            var fresh = new Peer(run, stage, inSync, configuration.epoch());
            if (stage == Peer.Stage.SEALING && !rules.hold(Rule.SEAL)) {
                fresh.stage = Peer.Stage.LIVE;
                fresh.acked = log.end();
                fresh.sent = log.end();
            }
            peers.put(id, fresh);
            return;
        }
        peer.inSync = inSync;
        peer.required |= inSync;
        if (restarted) {
            var again = new Peer(run, peer.stage, inSync, peer.session);
            again.required = peer.required;
            again.acked = peer.acked;
            again.sent = peer.acked;
            peers.put(id, again);
        }
    }

    /// Sends each replica what it lacks: everything at first, and again what was not acknowledged in time.
    void replicate(long now, Outbox out, boolean resend) {
        for (var peer : peers.values()) {
            boolean due = peer.sentAt == 0 || (resend && now - peer.sentAt >= settings.retry());
            switch (peer.stage) {
                case SEALING -> {
                    if (due) {
                        peer.sentAt = now;
                        out.send(
                                peer.run.member(),
                                new Message.Seal(shard, ownerEpoch, sealFrom, log.after(sealFrom, Integer.MAX_VALUE)));
                    }
                }
                case INSTALLING -> {
                    if (due) {
                        peer.sentAt = now;
                        out.send(
                                peer.run.member(),
                                new Message.Install(
                                        shard,
                                        ownerEpoch,
                                        peer.session,
                                        log.snapshot(),
                                        log.after(log.snapshot().end(), CHUNK)));
                    }
                }
                case LIVE -> {
                    if (due && peer.acked < log.end()) {
                        peer.sent = peer.acked;
                    }
                    append(peer, now, out);
                    var newer = compacting;
                    if (due && newer != null && peer.compacted < newer.end() && peer.acked >= newer.end()) {
                        out.send(peer.run.member(), new Message.Compact(shard, ownerEpoch, newer));
                    }
                }
            }
        }
    }

    /// One batch in flight to each replica; what gathers meanwhile makes the next.
    private void append(Peer peer, long now, Outbox out) {
        if (peer.sent > peer.acked || peer.acked >= log.end()) {
            return;
        }
        if (peer.acked < log.snapshot().end()) {
            peer.stage = Peer.Stage.INSTALLING;
            peer.session++;
            peer.sentAt = 0;
            return;
        }
        var records = log.after(peer.acked, CHUNK);
        peer.sent = records.getLast().seq();
        peer.sentAt = now;
        out.send(peer.run.member(), new Message.Append(shard, ownerEpoch, records, committed));
    }

    void sealed(MemberId from, long logEnd, long epoch, long now, Outbox out) {
        var peer = peers.get(from);
        if (peer != null && peer.stage == Peer.Stage.SEALING && logEnd < 0) {
            reinstall(peer, epoch);
        } else if (peer != null && peer.stage == Peer.Stage.SEALING) {
            live(peer, Math.min(logEnd, log.end()), now, out);
        }
    }

    void installed(MemberId from, long session, long logEnd, long now, Outbox out) {
        var peer = peers.get(from);
        if (peer != null && peer.stage == Peer.Stage.INSTALLING && peer.session == session) {
            live(peer, Math.min(logEnd, log.end()), now, out);
        }
    }

    private void live(Peer peer, long acked, long now, Outbox out) {
        peer.stage = Peer.Stage.LIVE;
        peer.acked = acked;
        peer.sent = acked;
        append(peer, now, out);
    }

    private static void reinstall(Peer peer, long epoch) {
        peer.stage = Peer.Stage.INSTALLING;
        peer.session = Math.max(peer.session + 1, epoch);
        peer.acked = 0;
        peer.sentAt = 0;
    }

    /// A replica's ack. A negative log end says that it has no copy at all and needs one.
    void appended(MemberId from, long logEnd, long epoch, long now, Outbox out) {
        var peer = peers.get(from);
        if (peer == null || peer.stage != Peer.Stage.LIVE) {
            return;
        }
        if (logEnd < 0) {
            reinstall(peer, epoch);
            return;
        }
        peer.acked = Math.max(peer.acked, Math.min(logEnd, log.end()));
        peer.sent = peer.acked;
        append(peer, now, out);
    }

    /// The learners that hold everything acknowledged; from now on nothing is acknowledged without them.
    List<MemberId> readyLearners() {
        var ready = new ArrayList<MemberId>();
        for (var peer : peers.values()) {
            boolean caughtUp = peer.stage == Peer.Stage.LIVE && peer.acked >= committed;
            if (!peer.inSync && (caughtUp || peer.required)) {
                peer.required = rules.hold(Rule.LEARNER_ACKS_FIRST);
                ready.add(peer.run.member());
            }
        }
        return ready;
    }

    /// Takes the next message whose entity is free.
    ///
    /// @return whether there was one
    boolean begin(Outbox out) {
        var waiting = inbox.begin();
        if (waiting == null) {
            return false;
        }
        var id = waiting.message().commandId();
        if (id != null && isAnswered(waiting, id)) {
            return true;
        }
        if (id != null) {
            recent.put(id, null, settings);
        }
        long turn = nextTurn++;
        running.put(turn, waiting);
        out.emit(new Output.RunTurn(
                shard, ownerEpoch, turn, waiting.message(), waiting.lane().sender()));
        return true;
    }

    /// Whether an ask was begun before; it gets the answer that is known, or the one that is still to come.
    private boolean isAnswered(HandoffState.Waiting waiting, CommandId id) {
        recent.trim(id, waiting.message().lowWatermark());
        answered.trim(id.producer(), waiting.message().lowWatermark());
        var begun = recent.find(id);
        if (begun.isPresent()) {
            finish(waiting, id, begun.get().outcome());
            return true;
        }
        return switch (answered.judge(id, waiting.message().attempt())) {
            case NEW -> false;
            case ANSWERED -> {
                finish(waiting, id, new AskOutcome.Answered(answered.reply(id).orElseThrow()));
                yield true;
            }
            case UNKNOWN -> {
                finish(waiting, id, new AskOutcome.DuplicateUnknown());
                yield true;
            }
        };
    }

    /// A turn has run: its events go to the log, and what depends on them to the gate.
    ///
    /// @return whether the turn was one of this ownership's
    boolean done(Input.TurnDone done, long now, Outbox out) {
        var turn = running.remove(done.turn());
        if (turn == null) {
            return false;
        }
        var message = turn.message();
        var id = done.about() == null ? message.commandId() : done.about();
        if (done.events() != null) {
            append(message.entityId(), id, done.events(), done.outcome(), now, out);
        }
        if (id != null) {
            recent.put(id, done.outcome(), settings);
        }
        finish(turn, id, done.outcome());
        if (log.end() - log.snapshot().end() >= settings.snapshotEvery()
                && snapshotAsked < log.end() - settings.snapshotEvery() / 2) {
            snapshotAsked = log.end();
            out.emit(new Output.SnapshotWanted(shard, ownerEpoch, log.end()));
        }
        return true;
    }

    private void append(
            String entityId,
            @Nullable CommandId id,
            Payload events,
            @Nullable AskOutcome outcome,
            long now,
            Outbox out) {
        var reply = id != null && outcome instanceof AskOutcome.Answered answer ? answer.reply() : null;
        var record = new LogRecord(log.end() + 1, ownerEpoch, entityId, id, events, reply);
        log.append(record);
        if (id != null) {
            answered.add(id, reply);
        }
        out.write(new DiskWrite.Appended(shard, List.of(record)));
        if (settings.durability() == Durability.DISK_SYNC) {
            out.sync();
        }
        replicate(now, out, false);
    }

    /// A turn did not run.
    ///
    /// @return whether the turn was one of this ownership's
    boolean returned(Input.TurnReturned returned) {
        var turn = running.remove(returned.turn());
        if (turn == null) {
            return false;
        }
        var id = turn.message().commandId();
        if (id != null) {
            recent.forget(id);
        }
        inbox.putBack(turn);
        return true;
    }

    /// The answer to an ask whose turn is over: it leaves with what the log holds now.
    void replied(Input.Replied replied) {
        recent.put(replied.commandId(), replied.outcome(), settings);
        gate.add(new Gated(gateOfNow(), null, 0, replied.commandId(), replied.outcome()));
    }

    private void finish(HandoffState.Waiting turn, @Nullable CommandId id, @Nullable AskOutcome outcome) {
        var message = turn.message();
        inbox.free(message.entityId());
        gate.add(new Gated(gateOfNow(), turn.lane(), message.seq(), id, outcome));
    }

    private long gateOfNow() {
        return rules.hold(Rule.REPLY_WAITS_FOR_APPENDS) ? log.end() : 0;
    }

    /// Counts what all required replicas have.
    void commit(long now, Outbox out) {
        long all = log.end();
        for (var peer : peers.values()) {
            peer.behindSince = peer.acked >= log.end() ? Long.MAX_VALUE : Math.min(peer.behindSince, now);
            boolean silent = peer.behindSince <= now - 3 * settings.retry();
            boolean givenUp = silent && !rules.hold(Rule.OWNER_CANNOT_SHRINK);
            if (peer.required && !givenUp) {
                all = Math.min(all, peer.stage == Peer.Stage.LIVE ? peer.acked : 0);
            }
        }
        long from = Math.max(committed, log.snapshot().end());
        if (all > committed) {
            committed = all;
            for (var record : log.after(from, (int) (all - from))) {
                out.emit(new Output.Committed(shard, record));
            }
        }
    }

    /// Lets leave what the committed log allows.
    void release(Outbox out) {
        var settled = new LinkedHashSet<LaneId>();
        for (var gated = gate.peek(); gated != null && gated.seq() <= committed; gated = gate.peek()) {
            gate.remove();
            var lane = gated.lane();
            var id = gated.commandId();
            var outcome = gated.outcome();
            if (lane != null) {
                inbox.settle(lane, gated.settles());
                settled.add(lane);
            }
            out.emit(new Output.Acknowledged(shard, ownerEpoch, gated.seq()));
            if (id != null && outcome != null) {
                out.send(id.producer().member(), new Message.Answer(shard, ownerEpoch, id, outcome));
            }
        }
        settled.forEach(lane -> out.send(lane.sender().member(), new Message.Settled(lane, inbox.settled(lane))));
    }

    private DedupeWindow windowUpTo(long end) {
        if (!rules.hold(Rule.DEDUPE_IN_SNAPSHOTS)) {
            return DedupeWindow.EMPTY;
        }
        var window = answeredUpTo(end);
        window.trimLike(answered);
        return window.freeze();
    }

    /// A snapshot of the entities as of a record. It must be committed, or a takeover could find less than it
    /// says.
    void snapshot(Input.SnapshotTaken taken, long now, Outbox out) {
        if (taken.seq() > committed || taken.seq() <= log.snapshot().end()) {
            return;
        }
        compacting = new ReplicaSnapshot(taken.seq(), taken.state(), windowUpTo(taken.seq()));
        for (var peer : peers.values()) {
            if (peer.stage == Peer.Stage.LIVE && peer.acked >= taken.seq()) {
                out.send(peer.run.member(), new Message.Compact(shard, ownerEpoch, compacting));
            }
        }
        compactIfAcknowledged(out);
    }

    void compacted(MemberId from, long base, Outbox out) {
        var peer = peers.get(from);
        if (peer != null) {
            peer.compacted = Math.max(peer.compacted, base);
            compactIfAcknowledged(out);
        }
    }

    /// The owner's own records go last: as long as a replica lacks the snapshot it may need them.
    private void compactIfAcknowledged(Outbox out) {
        var newer = compacting;
        if (newer == null) {
            return;
        }
        for (var peer : peers.values()) {
            if (peer.required && peer.compacted < newer.end()) {
                return;
            }
        }
        log.compact(newer);
        out.write(new DiskWrite.Compacted(shard, newer));
        compacting = null;
    }
}
