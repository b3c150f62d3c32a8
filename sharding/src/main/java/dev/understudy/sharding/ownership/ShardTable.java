package dev.understudy.sharding.ownership;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Shard to owner at one epoch; immutable.
///
/// @param epoch number of the configuration that holds it; 0 is the empty table before any
/// @param assignments one for each shard, by shard id
public record ShardTable(long epoch, List<ShardAssignment> assignments) {
    public ShardTable {
        assignments = List.copyOf(assignments);
        ShardId.requireShardCount(assignments.size());
    }

    /// The table before the first configuration: nobody owns anything, and nothing has been lost.
    public static ShardTable empty(int shards) {
        var nobody = ShardAssignment.waiting(0, List.of());
        var all = new ArrayList<ShardAssignment>(shards);
        for (int s = 0; s < shards; s++) {
            all.add(nobody);
        }
        return new ShardTable(0, all);
    }

    /// How many shards there are.
    public int shards() {
        return assignments.size();
    }

    /// The row of a shard.
    public ShardAssignment of(ShardId shard) {
        return assignments.get(shard.value());
    }

    /// The row of the shard with a number.
    public ShardAssignment of(int shard) {
        return assignments.get(shard);
    }

    /// The shards that a member owns, in ascending order.
    public List<ShardId> ownedBy(MemberId member) {
        var owned = new ArrayList<ShardId>();
        for (int s = 0; s < assignments.size(); s++) {
            if (assignments.get(s).isOwnedBy(member)) {
                owned.add(new ShardId(s));
            }
        }
        return owned;
    }

    /// How many shards each owner owns; a member that owns none is missing.
    public Map<MemberId, Integer> ownerCounts() {
        var counts = new HashMap<MemberId, Integer>();
        for (var assignment : assignments) {
            if (assignment.owner() != null) {
                counts.merge(assignment.owner(), 1, Integer::sum);
            }
        }
        return counts;
    }
}
