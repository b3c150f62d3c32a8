package dev.understudy.sharding.ownership;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the next configuration should do beside the present one: the input of [Succession]. A mutable gathering
/// place of one proposer.
final class Changes {
    /// Members to take in; one with a known id and a new incarnation has restarted.
    final Map<MemberId, GridMember> joins = new LinkedHashMap<>();
    /// Members that have handed everything over and go by plan.
    final Set<MemberId> leaves = new LinkedHashSet<>();
    /// Members that are gone without a word.
    final Set<MemberId> exclusions = new LinkedHashSet<>();
    /// Runs of processes that are proved to be over.
    final Set<Incarnation> certificates = new LinkedHashSet<>();
    /// Wishes of owners.
    final List<OwnerRequest> requests = new ArrayList<>();
    /// Replicas to begin, by shard.
    final List<ReplicaChange> learners = new ArrayList<>();
    /// Replicas to give up, by shard.
    final List<ReplicaChange> drops = new ArrayList<>();
    /// Shards whose lost state an operator gives up.
    final Set<Integer> forced = new LinkedHashSet<>();
    /// Voters that left by plan and that an operator does not expect back.
    final Set<MemberId> droppedVoters = new LinkedHashSet<>();

    /// One member's copy of one shard.
    record ReplicaChange(int shard, MemberId member) {}

    /// Whether somebody comes or goes.
    boolean changesMembers() {
        return !(joins.isEmpty() && leaves.isEmpty() && exclusions.isEmpty());
    }

    boolean isEmpty() {
        return joins.isEmpty()
                && leaves.isEmpty()
                && exclusions.isEmpty()
                && requests.isEmpty()
                && learners.isEmpty()
                && drops.isEmpty()
                && forced.isEmpty()
                && droppedVoters.isEmpty();
    }
}
