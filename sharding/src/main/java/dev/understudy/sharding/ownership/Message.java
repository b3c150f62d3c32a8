package dev.understudy.sharding.ownership;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What nodes say to each other. A frame on the wire is one of these with a [Frame]'s header. All are
/// immutable.
public sealed interface Message {
    /// A message for one shard's copy, or for the lanes to it.
    sealed interface ForShard extends Message {
        /// The shard.
        int shard();
    }

    /// A message about a lane.
    sealed interface OfLane extends ForShard {
        /// The lane.
        LaneId lane();

        @Override
        default int shard() {
            return lane().shard();
        }
    }

    // ---- configurations: single-decree Paxos for each epoch, among the voters of the one before

    /// "I would exclude these from `epoch`; have you heard from any of them?" Asked of voters before a value
    /// without certificates is proposed.
    record Canvass(long epoch, int round, Set<MemberId> exclusions) implements Message {}

    /// The answer: those of them that the voter has heard from lately.
    record CanvassReply(long epoch, int round, Set<MemberId> heard) implements Message {}

    /// Phase 1 of choosing `epoch`.
    record Prepare(long epoch, Ballot ballot) implements Message {}

    /// The promise to accept nothing below the ballot, with what was accepted before.
    record Promise(
            long epoch,
            Ballot ballot,
            @Nullable Ballot accepted,
            @Nullable Configuration value) implements Message {}

    /// Phase 2: accept this value.
    record Accept(long epoch, Ballot ballot, Configuration value) implements Message {}

    /// Accepted, with what is left of the leases that the voter may have granted to predecessors.
    record Accepted(long epoch, Ballot ballot, Map<Incarnation, Long> bounds) implements Message {}

    /// Neither promised nor accepted, for a higher ballot was seen.
    record Refused(long epoch, Ballot ballot, Ballot promised) implements Message {}

    /// A chosen configuration, with what is left of the leases of the predecessors in it.
    record Learn(Configuration configuration, Map<Incarnation, Long> bounds) implements Message {}

    /// "I have got as far as `epoch`; send me what is newer."
    record Fetch(long epoch) implements Message {}

    // ---- membership and leases

    /// To every voter, each heartbeat interval. `sentAt` is the sender's clock and comes back in the ack.
    record Heartbeat(long epoch, long sentAt, boolean leased) implements Message {}

    /// The voter has granted a lease of `epoch` for that heartbeat.
    record HeartbeatAck(long epoch, long sentAt) implements Message {}

    /// "Take me in." Sent to everyone known until a configuration names this run. `belonged` tells whether it
    /// has ever been in a grid. `epoch` is the newest configuration that it has heard of, 0 for none; it counts in
    /// the one after that and no later: a run that has been in and is out again must not come back by a knock from
    /// before.
    record Join(GridMember member, boolean belonged, long epoch) implements Message {}

    /// "I want to go; move my shards away first." Repeated until it is out.
    record Leave(Incarnation member) implements Message {}

    /// Proof that a run is over. `evidence` names what it rests on: not every member believes everything, and who
    /// does not must not be given it.
    record Certificate(Incarnation dead, String evidence) implements Message {}

    /// An owner's wish, under the configuration of that epoch.
    record Request(long epoch, OwnerRequest request) implements Message {}

    /// What operators want that no member would do by itself: shards that begin anew without what was lost, and
    /// voters that are not expected back. It holds for the configuration of that epoch; who was told repeats it.
    record OperatorsWord(long epoch, Set<Integer> forced, Set<MemberId> dropped) implements Message {}

    /// The leader tells an owner to hand a shard to an in-sync target. Late ones count as long as the ownership lasts:
    /// where configurations come fast, hardly any would be on time.
    record HandoffOrder(int shard, long ownerEpoch, MemberId target) implements ForShard {}

    // ---- replication of one shard

    /// A new owner's first word to an in-sync replica: refuse all older owners, and make your log mine, which
    /// after `from` goes on with `tail`.
    record Seal(int shard, long ownerEpoch, long from, List<LogRecord> tail) implements ForShard {}

    /// Sealed, and the log ends there. A negative end says that the copy can't be made the owner's and is given
    /// up: install another.
    record SealAck(int shard, long ownerEpoch, long logEnd) implements ForShard {}

    /// A learner's first word from the owner: the snapshot and the records after it. `session` is the epoch in
    /// which it became a learner.
    record Install(int shard, long ownerEpoch, long session, ReplicaSnapshot snapshot, List<LogRecord> tail)
            implements ForShard {}

    /// Installed.
    record InstallAck(int shard, long ownerEpoch, long session, long logEnd) implements ForShard {}

    /// Live records, contiguous; `committed` is what all in-sync replicas have.
    record Append(int shard, long ownerEpoch, List<LogRecord> records, long committed) implements ForShard {}

    /// The replica has everything of this ownership up to `logEnd`.
    record AppendAck(int shard, long ownerEpoch, long logEnd) implements ForShard {}

    /// The replica is sealed by a newer owner.
    record AppendRefused(int shard, long ownerEpoch, long sealed) implements ForShard {}

    /// All replicas have the log up to the snapshot's end: keep this instead.
    record Compact(int shard, long ownerEpoch, ReplicaSnapshot snapshot) implements ForShard {}

    /// Compacted: what the snapshot covers may be forgotten.
    record CompactAck(int shard, long ownerEpoch, long base) implements ForShard {}

    // ---- handoff

    /// What the log does not hold: lanes, the messages that were taken but not begun, the asks that left no
    /// record, and what the entities carry with them.
    record Handoff(int shard, long ownerEpoch, HandoffState state) implements ForShard {}

    /// The target has it.
    record HandoffReady(int shard, long ownerEpoch) implements ForShard {}

    // ---- routing and delivery

    /// Messages of one lane, contiguous, for the shard's owner in that ownership.
    record Deliver(long epoch, long ownerEpoch, LaneId lane, List<EntityMessage> messages) implements OfLane {}

    /// Everything of the lane up to `settled` has been handled for good.
    record Settled(LaneId lane, long settled) implements OfLane {}

    /// Not the owner. The receiver of this fetches the configuration where its own is older.
    record Moved(long epoch, LaneId lane) implements OfLane {}

    /// Taken nothing; try again later.
    record Busy(LaneId lane) implements OfLane {}

    /// The owner has never heard of the lane: it began with the owner that crashed.
    record LaneLost(LaneId lane, long ownerEpoch) implements OfLane {}

    /// The outcome of an ask. `ownerEpoch` is the ownership that answered.
    record Answer(int shard, long ownerEpoch, CommandId commandId, AskOutcome outcome) implements ForShard {}
}
