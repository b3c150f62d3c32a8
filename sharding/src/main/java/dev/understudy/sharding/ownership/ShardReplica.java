package dev.understudy.sharding.ownership;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One member's part in one shard, in whatever role: the state machine that [ShardState] draws. [ReplicaCopy] is
/// what it keeps, [ShardOwner] what it does as the owner.
///
/// On learning that it owns the shard in a new ownership it seals the in-sync replicas, so that no
/// earlier owner can have anything acknowledged; waits until no earlier owner can hold a lease, so that none
/// can run; and needs a lease itself that was gained since the ownership began.
final class ShardReplica {
    private final int shard;
    private final Settings settings;
    private final Rules rules;
    private final Standing standing;
    private final HeldBytes held;
    private final ReplicaCopy copy;
    private ShardState state = ShardState.NONE;
    private boolean refused;
    /// The last ownership of this node that ended without a handoff.
    private long lost;
    private long epoch;
    private ShardAssignment row = ShardAssignment.waiting(0, List.of());
    private @Nullable ShardOwner owner;
    private @Nullable OutgoingHandoff outgoing;
    private Message.@Nullable Handoff incoming;

    ShardReplica(
            int shard,
            Settings settings,
            Rules rules,
            Standing standing,
            HeldBytes held,
            StoredState.@Nullable StoredReplica stored) {
        this.shard = shard;
        this.settings = settings;
        this.rules = rules;
        this.standing = standing;
        this.held = held;
        this.copy = new ReplicaCopy(shard, settings, rules, stored);
    }

    ShardState state() {
        return state;
    }

    long ownerEpoch() {
        return owner == null ? 0 : owner.ownerEpoch;
    }

    private void become(ShardState next, Outbox out) {
        var before = state;
        state = state.to(next, shard);
        if (before != state) {
            out.emit(new Output.Moved(shard, before, state, ownerEpoch()));
        }
    }

    // ---- configurations

    /// Follows a newly learned configuration. `member` tells whether this run belongs to it.
    void adopt(Configuration configuration, boolean member, long now, Outbox out) {
        var self = out.self().member();
        epoch = configuration.epoch();
        row = configuration.table().of(shard);
        if (!member) {
            demote(roleOf(self), out);
        } else if (row.isOwnedBy(self)) {
            if (owner == null || owner.ownerEpoch != row.ownerEpoch()) {
                takeOver(configuration, now, out);
            } else {
                owner.adopt(configuration, row, self, state == ShardState.TAKEOVER);
                abandonHandoffWithoutTarget(now, out);
            }
        } else {
            demote(roleOf(self), out);
        }
        if (owner != null) {
            owner.inbox().forget(configuration);
        }
    }

    private ShardState roleOf(MemberId self) {
        if (row.inSync().contains(self)) {
            return ShardState.BACKUP;
        }
        return row.learners().contains(self) ? ShardState.LEARNER : ShardState.NONE;
    }

    /// Does not own, or no longer. A copy that no configuration up to the one that asked for it can speak of is
    /// kept: its owner is ahead of this node, and may have counted on it already.
    private void demote(ShardState role, Outbox out) {
        stopOwning(out);
        if (state != role) {
            become(role, out);
        }
        if (role == ShardState.NONE && copy.dropUnlessNewer(epoch, out)) {
            incoming = null;
        }
    }

    private void stopOwning(Outbox out) {
        if (owner != null) {
            if (state != ShardState.HANDED) {
                lost = owner.ownerEpoch;
            }
            out.emit(new Output.Deactivated(shard, owner.ownerEpoch));
            owner.inbox().close();
            owner = null;
            outgoing = null;
            refused = false;
        }
    }

    private void takeOver(Configuration configuration, long now, Outbox out) {
        var received = handoffOf(row);
        stopOwning(out);
        if (copy.log() == null && !row.startsEmpty()) {
            throw new IllegalStateException("made the owner of shard " + shard + " at " + epoch
                    + " without a copy of it: a bug of the protocol");
        }
        var log = copy.own(row.ownerEpoch(), row.emptySince(), out);
        var taken = new ShardOwner(
                shard, row.ownerEpoch(), log, copy.knownCommitted(), row.ownerEpoch(), received, settings, rules, held);
        owner = taken;
        become(ShardState.TAKEOVER, out);
        taken.adopt(configuration, row, out.self().member(), true);
        if (rules.hold(Rule.SEAL)) {
            taken.replicate(now, out, true);
        }
        advance(now, out);
    }

    /// What the previous owner handed to this node, or this node to another, if just the ownership before this one
    /// was given up by it.
    private @Nullable HandoffState handoffOf(ShardAssignment taken) {
        var relinquished = taken.relinquishedBy();
        if (relinquished == null) {
            return null;
        }
        var sent = outgoing == null ? null : outgoing.state();
        if (owner != null && sent != null && owner.ownerEpoch == relinquished.ownerEpoch()) {
            return sent;
        }
        var received = incoming;
        if (received != null && received.ownerEpoch() == relinquished.ownerEpoch()) {
            incoming = null;
            return received.state();
        }
        return null;
    }

    /// Whether time alone changes nothing here: nothing is owned, or nothing is under way.
    boolean isAtRest() {
        return owner == null
                || (state == ShardState.ACTIVE
                        && outgoing == null
                        && row.predecessors().isEmpty()
                        && owner.isAtRest());
    }

    // ---- time

    void tick(long now, Outbox out) {
        var owning = owner;
        if (owning == null) {
            return;
        }
        if (state != ShardState.TAKEOVER || rules.hold(Rule.SEAL)) {
            owning.replicate(now, out, true);
        }
        advance(now, out);
        if (owner != owning || !owning.isSynced()) {
            return;
        }
        for (var learner : owning.readyLearners()) {
            ask(new OwnerRequest.LearnerReady(shard, owning.ownerEpoch, learner), out);
        }
        if (!row.predecessors().isEmpty() && state == ShardState.ACTIVE && leasesAreOver(out.self(), now)) {
            ask(new OwnerRequest.PredecessorsGone(shard, owning.ownerEpoch), out);
        }
        pushHandoff(owning, now, out);
    }

    private void ask(OwnerRequest request, Outbox out) {
        var current = standing.current();
        if (current != null) {
            out.send(current.leader().member(), new Message.Request(epoch, request));
        }
    }

    /// Does whatever the state and the time allow.
    void advance(long now, Outbox out) {
        var owning = owner;
        if (owning == null) {
            return;
        }
        if (state == ShardState.TAKEOVER && (owning.isSynced() || !rules.hold(Rule.SEAL)) && !refused) {
            become(ShardState.WAIT_LEASE, out);
            if (!leasesAreOver(out.self(), now)) {
                out.emit(new Output.LeaseWaitBegun(shard, owning.ownerEpoch));
            }
        }
        boolean leased = standing.holdsLease(now);
        if (state != ShardState.TAKEOVER && leased) {
            // Not without a lease: acks that waited in a frozen process may be of copies that were lost since.
            owning.commit(now, out);
        }
        if (state == ShardState.WAIT_LEASE && leasesAreOver(out.self(), now) && mayActivate(now)) {
            out.emit(owning.activation());
            become(ShardState.ACTIVE, out);
            tellOfTurns(owning, out);
        }
        if ((state == ShardState.ACTIVE || state == ShardState.DRAINING) && !leased) {
            outgoing = null;
            become(ShardState.FENCED, out);
        } else if (state == ShardState.FENCED && !refused && mayActivate(now)) {
            become(ShardState.ACTIVE, out);
            out.emit(new Output.TurnsWaiting(shard));
        }
        if (leased && (state == ShardState.ACTIVE || state == ShardState.DRAINING)) {
            owning.release(out);
        }
    }

    private boolean mayActivate(long now) {
        return rules.hold(Rule.LEASE_SINCE_OWNERSHIP)
                ? standing.holdsLeaseSince(ownerEpoch(), now)
                : standing.holdsLease(now);
    }

    private boolean leasesAreOver(Incarnation self, long now) {
        if (!rules.hold(Rule.LEASE_WAIT)) {
            return true;
        }
        for (var predecessor : row.predecessors()) {
            // A run that comes back to a shard needs not wait for itself: taking over has dropped what it ran.
            if (!predecessor.equals(self) && standing.remaining(predecessor, now) > 0) {
                return false;
            }
        }
        return true;
    }

    // ---- turns

    void beginTurn(long now, Outbox out) {
        var owning = owner;
        boolean checked = rules.hold(Rule.LEASE_BEFORE_EACH_TURN);
        if (checked) {
            advance(now, out);
        }
        boolean leased = !checked || standing.holdsLease(now);
        if (owning != null && owner == owning && state == ShardState.ACTIVE && leased && owning.begin(out)) {
            owning.commit(now, out);
            if (standing.holdsLease(now)) {
                owning.release(out);
            }
            tellOfTurns(owning, out);
        }
    }

    /// The outcome of a turn. One of another ownership was decided on a state that is not this one's, and is
    /// void.
    void turnDone(Input.TurnDone done, long now, Outbox out) {
        var owning = owner;
        boolean stale = owning == null || owning.ownerEpoch != done.ownerEpoch();
        if (owning == null || (stale && rules.hold(Rule.STALE_OWNER_EPOCH_REJECTED))) {
            return;
        }
        if (owning.done(done, now, out)) {
            turnEnded(owning, now, out);
        }
    }

    void turnReturned(Input.TurnReturned returned, long now, Outbox out) {
        if (isOwner(returned.ownerEpoch()) && owner().returned(returned)) {
            turnEnded(owner(), now, out);
        }
    }

    private void turnEnded(ShardOwner owning, long now, Outbox out) {
        advance(now, out);
        tellOfTurns(owning, out);
        pushHandoff(owning, now, out);
    }

    private void tellOfTurns(ShardOwner owning, Outbox out) {
        if (state == ShardState.ACTIVE && owning.inbox().isReady()) {
            out.emit(new Output.TurnsWaiting(shard));
        }
    }

    /// An answer that comes after its turn. Where the ownership was handed over meanwhile it goes out as it is: all
    /// that it shows was committed before. Where the ownership was lost it may show what is lost too, so it is not
    /// sent, and its asker asks again.
    void replied(Input.Replied replied, long now, Outbox out) {
        if (isOwner(replied.ownerEpoch()) && state != ShardState.HANDED) {
            owner().replied(replied);
            advance(now, out);
            pushHandoff(owner(), now, out);
        } else if (replied.ownerEpoch() > lost || !rules.hold(Rule.LATE_ANSWER_NEEDS_A_HANDOFF)) {
            var id = replied.commandId();
            out.send(id.producer().member(), new Message.Answer(shard, replied.ownerEpoch(), id, replied.outcome()));
        }
    }

    void drained(Input.Drained drained, long now, Outbox out) {
        var leaving = outgoing;
        if (isOwner(drained.ownerEpoch()) && state == ShardState.DRAINING && leaving != null) {
            leaving.drained(drained.carried());
            pushHandoff(owner(), now, out);
        }
    }

    void snapshotTaken(Input.SnapshotTaken taken, long now, Outbox out) {
        if (owner != null && owner.ownerEpoch == taken.ownerEpoch()) {
            owner.snapshot(taken, now, out);
        }
    }

    // ---- messages

    void receive(Incarnation from, Message message, long now, Outbox out) {
        switch (message) {
            case Message.Seal seal -> {
                if (copy.seal(from, seal, owner != null, out)) {
                    fenceAgainstNewerOwner(out);
                }
            }
            case Message.Install install -> {
                if (copy.install(from, install, out)) {
                    fenceAgainstNewerOwner(out);
                }
            }
            case Message.Append append -> copy.append(from, append, owner != null, out);
            case Message.Compact compact -> copy.compact(from, compact, owner != null, out);
            case Message.SealAck ack
            when isOwner(ack.ownerEpoch()) -> {
                owner().sealed(from.member(), ack.logEnd(), epoch, now, out);
                advance(now, out);
            }
            case Message.InstallAck ack
            when isOwner(ack.ownerEpoch()) -> {
                owner().installed(from.member(), ack.session(), ack.logEnd(), now, out);
                advance(now, out);
            }
            case Message.AppendAck ack
            when isOwner(ack.ownerEpoch()) -> {
                owner().appended(from.member(), ack.logEnd(), epoch, now, out);
                advance(now, out);
                pushHandoff(owner(), now, out);
            }
            case Message.CompactAck ack
            when isOwner(ack.ownerEpoch()) -> owner().compacted(from.member(), ack.base(), out);
            case Message.AppendRefused refusal when isOwner(refusal.ownerEpoch()) -> fence(from, out);
            case Message.HandoffOrder order when isOwner(order.ownerEpoch()) -> beginHandoff(order.target(), now, out);
            case Message.Handoff handoff -> {
                if (row.inSync().contains(out.self().member()) && handoff.ownerEpoch() == row.ownerEpoch()) {
                    incoming = handoff;
                    out.send(from.member(), new Message.HandoffReady(shard, handoff.ownerEpoch()));
                }
            }
            case Message.HandoffReady ready
            when isOwner(ready.ownerEpoch()) -> {
                if (outgoing != null && from.member().equals(outgoing.target)) {
                    outgoing.readyIn(from);
                    pushHandoff(owner(), now, out);
                }
            }
            default -> {}
        }
    }

    private boolean isOwner(long ownerEpoch) {
        return owner != null && owner.ownerEpoch == ownerEpoch;
    }

    private ShardOwner owner() {
        if (owner == null) {
            throw new IllegalStateException("shard " + shard + " in state " + state + " has no owner here");
        }
        return owner;
    }

    private void fence(Incarnation from, Outbox out) {
        refused = true;
        if (state == ShardState.ACTIVE
                || state == ShardState.DRAINING
                || state == ShardState.TAKEOVER
                || state == ShardState.WAIT_LEASE) {
            outgoing = null;
            become(ShardState.FENCED, out);
        }
        out.send(from.member(), new Message.Fetch(epoch));
    }

    /// A newer owner has sealed this copy, so whatever this node still believes to own here is over.
    private void fenceAgainstNewerOwner(Outbox out) {
        if (owner != null) {
            refused = true;
            if (state != ShardState.FENCED && state != ShardState.HANDED) {
                outgoing = null;
                become(ShardState.FENCED, out);
            }
        }
    }

    // ---- handoff

    private void beginHandoff(MemberId target, long now, Outbox out) {
        if (state == ShardState.ACTIVE && outgoing == null && owner().isLiveInSync(target)) {
            outgoing = new OutgoingHandoff(shard, target, now);
            become(ShardState.DRAINING, out);
            out.emit(new Output.DrainWanted(shard, owner().ownerEpoch));
            pushHandoff(owner(), now, out);
        }
    }

    private void abandonHandoffWithoutTarget(long now, Outbox out) {
        var leaving = outgoing;
        if (leaving != null && !row.inSync().contains(leaving.target)) {
            giveHandoffUp(leaving, now, out);
            advance(now, out);
        }
    }

    /// Before the state was sent the owner simply goes on, if it still holds its lease: a step that finds the
    /// handoff overdue may be the first after a long sleep. After that it can't, in this ownership: it asks for a
    /// new one.
    private void giveHandoffUp(OutgoingHandoff leaving, long now, Outbox out) {
        if (state == ShardState.DRAINING) {
            outgoing = null;
            if (standing.holdsLease(now)) {
                become(ShardState.ACTIVE, out);
                out.emit(new Output.TurnsWaiting(shard));
            } else {
                become(ShardState.FENCED, out);
            }
        } else {
            leaving.handBack();
        }
    }

    /// Takes a handoff as far as it goes now.
    private void pushHandoff(ShardOwner owning, long now, Outbox out) {
        var leaving = outgoing;
        if (leaving == null || owner != owning) {
            return;
        }
        if (leaving.isOverdue(settings.handoffLimit(), now)) {
            giveHandoffUp(leaving, now, out);
            if (outgoing == null) {
                return;
            }
        }
        if (state == ShardState.DRAINING) {
            boolean drained = (leaving.isDrained() && owning.isFlushed()) || !rules.hold(Rule.DRAIN_BEFORE_RELINQUISH);
            if (!drained) {
                return;
            }
            leaving.freeze(owning);
            become(ShardState.HANDED, out);
            out.emit(new Output.Deactivated(shard, owning.ownerEpoch));
        }
        var current = standing.current();
        if (state == ShardState.HANDED && current != null) {
            leaving.push(owning.ownerEpoch, current, settings.retry(), now, out)
                    .ifPresent(request -> ask(request, out));
        }
    }

    // ---- lanes

    /// Messages for the shard's entities. Exactly the owner of that ownership takes them, and only as many as
    /// it may hold.
    ///
    /// @return whether this node is the owner that they are for
    boolean deliver(Incarnation from, Message.Deliver deliver, long now, Outbox out) {
        var owning = owner;
        if (owning == null || owning.ownerEpoch != deliver.ownerEpoch()) {
            return false;
        }
        var inbox = owning.inbox();
        var lane = deliver.lane();
        boolean thin = row.inSync().size() < settings.minInSync();
        if (state == ShardState.DRAINING || state == ShardState.HANDED || refused || thin) {
            out.send(from.member(), new Message.Busy(lane));
        } else if (inbox.isLost(lane)) {
            out.send(from.member(), new Message.LaneLost(lane, owning.ownerEpoch));
        } else {
            if (!inbox.take(lane, deliver.messages())) {
                out.send(from.member(), new Message.Busy(lane));
            }
            long settled = inbox.settled(lane);
            if (!deliver.messages().isEmpty() && deliver.messages().getFirst().seq() <= settled) {
                out.send(from.member(), new Message.Settled(lane, settled));
            }
            tellOfTurns(owning, out);
        }
        return true;
    }
}
