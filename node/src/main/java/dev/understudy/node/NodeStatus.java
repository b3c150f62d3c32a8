package dev.understudy.node;

import dev.understudy.sharding.FailoverTimeline;
import dev.understudy.sharding.ownership.LossLedger;
import dev.understudy.sharding.ownership.ShardState;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a node says of itself at one moment; as JSON under `GET /status`.
///
/// @param name the node
/// @param cluster the cluster that it belongs to
/// @param role `data` or `client`
/// @param state where it stands in its life
/// @param view the id of the view
/// @param members those in view, the coordinator first
/// @param epoch of the shard table; 0 before the first
/// @param shards how many shards each member owns by that table
/// @param runningShards how many shards run here
/// @param leased whether entities may run here: a majority of the voters has granted a lease
/// @param shardStates how many shards are in each state here, but for copies
/// @param failovers the last times that this node took shards over from lost members, the newest first
/// @param thinShards how many shards have fewer in-sync copies than they should, in the whole grid
/// @param journalBytes what the stored entities of this node's own shards take
/// @param turnsUnderWay turns of stored entities that not all in-sync copies have yet
/// @param quarantined entities of this node that failed too often, as `type/id`
/// @param entities how many entities are in memory here
/// @param ledger what became of everything that this node has told and asked entities since its start
/// @param deadLetters undeliverable messages since the start, by reason
public record NodeStatus(
        String name,
        String cluster,
        String role,
        State state,
        String view,
        List<MemberStatus> members,
        long epoch,
        Map<String, Integer> shards,
        int runningShards,
        boolean leased,
        Map<ShardState, Integer> shardStates,
        List<FailoverTimeline.Incident> failovers,
        int thinShards,
        long journalBytes,
        long turnsUnderWay,
        Set<String> quarantined,
        int entities,
        LossLedger.Balance ledger,
        Map<String, Long> deadLetters) {
    /// Where a node stands in its life.
    public enum State {
        /// It has not joined, or the shards have no owners yet.
        STARTING,
        /// Entities can be reached.
        READY,
        /// It hands its shards over.
        LEAVING,
        /// It has left.
        CLOSED
    }

    /// A member as this node sees it.
    ///
    /// @param name unique in the view
    /// @param endpoint host and port
    /// @param role `data` or `client`
    /// @param zone the failure domain, empty if there is none
    public record MemberStatus(String name, String endpoint, String role, String zone) {}

    /// Short form for probes, under `GET /health`.
    ///
    /// @param status `UP` when entities can be reached, else `DOWN`
    /// @param leased whether a majority of the voters has granted this node a lease; a minority has none, and runs
    ///     nothing
    public record Health(String status, String node, State state, int members, long epoch, boolean leased) {}

    boolean isReady() {
        return state == State.READY && leased;
    }

    Health health() {
        return new Health(isReady() ? "UP" : "DOWN", name, state, members.size(), epoch, leased);
    }
}
