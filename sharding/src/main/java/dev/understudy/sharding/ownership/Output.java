package dev.understudy.sharding.ownership;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node wants done, in this order: a [Send] that stands behind a [Sync] must not leave before everything
/// written ahead of it is on disk. A shell may gather the syncs of many steps into one as long as it holds back
/// what follows.
public sealed interface Output {
    /// Send a frame; it may be lost.
    record Send(MemberId to, Frame frame) implements Output {}

    /// Ask the store that decides, and answer with [Input.StoreAnswered]. The request or its answer may be lost, late
    /// or doubled.
    record AskStore(StoreRequest request) implements Output {}

    /// The node's standing has changed in a way that a waiting shard may have waited for: a lease, or a proof of
    /// death. Every shard that is not at rest looks again.
    record StandingChanged() implements Output {}

    /// Write to disk.
    record Write(DiskWrite write) implements Output {}

    /// Make all writes so far durable.
    record Sync() implements Output {}

    /// Run one turn of an entity and answer with [Input.TurnDone].
    record RunTurn(int shard, long ownerEpoch, long turn, EntityMessage message, Incarnation sender)
            implements Output {}

    /// Messages wait in this shard's inbox: ask for turns with [Input.BeginTurn].
    record TurnsWaiting(int shard) implements Output {}

    /// Entities of the shard may run here from now on, recovered from this copy.
    ///
    /// @param carried what the former owner's [Input.Drained] said, or null
    record Activated(
            int shard,
            long ownerEpoch,
            ReplicaSnapshot snapshot,
            List<LogRecord> tail,
            @Nullable Payload carried) implements Output {}

    /// The shard is to be handed over: let the running turns end, begin no more, stop its entities, and say
    /// [Input.Drained]. Void once the shard is active again, or not owned any more.
    record DrainWanted(int shard, long ownerEpoch) implements Output {}

    /// Entities of the shard must not run here any more: drop their activations.
    record Deactivated(int shard, long ownerEpoch) implements Output {}

    /// A shard's copy here changed its state: for logs, metrics and judges.
    record Moved(int shard, ShardState from, ShardState to, long ownerEpoch) implements Output {}

    /// All in-sync replicas have the record.
    record Committed(int shard, LogRecord record) implements Output {}

    /// Something that depends on the log up to `seq` has left the node: it is acknowledged.
    record Acknowledged(int shard, long ownerEpoch, long seq) implements Output {}

    /// An ask of this node has got its command id.
    record AskBegun(int shard, CommandId commandId, Payload payload) implements Output {}

    /// An ask of this node has ended.
    record AskEnded(int shard, CommandId commandId, AskOutcome outcome) implements Output {}

    /// A tell of this node will not be delivered, or may have been before its owner crashed. `ownership` is the
    /// one in which its lane was opened.
    record DeadLettered(int shard, EntityMessage message, DeadReason reason, long ownership) implements Output {}

    /// A snapshot of the shard's entities is wanted, as of its last record.
    record SnapshotWanted(int shard, long ownerEpoch, long seq) implements Output {}

    /// A configuration was learned.
    record Adopted(Configuration configuration) implements Output {}

    /// This run has been excluded: everything was dropped, and the shell answers with [Input.Rejoin] and a new
    /// incarnation.
    record Excluded(long epoch) implements Output {}

    /// This node wants to leave, and so do all others that host shards: there is nobody to hand them to.
    record Stranded() implements Output {}

    /// A planned leave is complete: the process may stop.
    record Left() implements Output {}

    /// The owner waits for leases of predecessors: for metrics and judges.
    record LeaseWaitBegun(int shard, long ownerEpoch) implements Output {}
}
