package dev.understudy.sharding.ownership;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who owns which shard next: sticky, following [ConsistentHash] with the least movement.
///
/// Two phases, as urgency asks.
///
/// *A, [#promote], at once.* The first surviving in-sync backup of a shard becomes its owner. No data moves and
/// nothing is cold.
///
/// *B, [#goal], in the background.* What the table should become: every shard with all its replicas, owners and
/// replicas spread evenly by weight, no two replicas in one zone while there are zones enough. It evens out
/// owners by swapping roles with backups, along augmenting paths, before it moves a single replica. Whoever
/// drives it takes a few steps towards the goal at a time, lets replicas catch up, and asks again: from a table
/// that is nearer to its goal the goal does not run away.
///
/// A pure function of its arguments; the order of the member list does not matter.
public final class Placement {
    /// One backup: what is lost then takes two crashes within one configuration.
    public static final int DEFAULT_BACKUPS = 1;

    private final int backups;

    /// @param backups replicas beside the owner, 0 to 6; fewer while there are too few members
    public Placement(int backups) {
        if (backups < 0 || backups > 6) {
            throw new IllegalArgumentException("a shard has 0 to 6 backups: " + backups);
        }
        this.backups = backups;
    }

    /// How many backups a shard should have.
    public int backups() {
        return backups;
    }

    /// Both phases at once, as if every replica had caught up: for founding a grid, for figures, and for
    /// entities that keep no state.
    public ShardTable next(ShardTable previous, List<GridMember> members) {
        var promoted = promote(previous, members);
        return goal(promoted, members);
    }

    /// Phase A: the same table without the members that are gone. A shard keeps its owner while it lives; else
    /// the first surviving in-sync backup owns it from the next epoch on; else it waits, and remembers whom
    /// for.
    public ShardTable promote(ShardTable previous, List<GridMember> members) {
        var alive = ids(members);
        long epoch = previous.epoch() + 1;
        var rows = new ArrayList<ShardAssignment>(previous.shards());
        for (var row : previous.assignments()) {
            rows.add(promote(row, alive, epoch));
        }
        return new ShardTable(epoch, rows);
    }

    private static ShardAssignment promote(ShardAssignment row, Set<MemberId> alive, long epoch) {
        var inSync = row.inSync().stream().filter(alive::contains).toList();
        var learners = row.learners().stream().filter(alive::contains).toList();
        if (inSync.isEmpty()) {
            return new ShardAssignment(
                    null, row.ownerEpoch(), row.inSync(), List.of(), row.predecessors(), null, row.emptySince());
        }
        var owner = inSync.getFirst();
        if (owner.equals(row.owner())) {
            return row.withReplicas(inSync, learners);
        }
        return new ShardAssignment(owner, epoch, inSync, learners, row.predecessors(), null, row.emptySince());
    }

    /// Phase B: the table that this one should become among these members, at the same epoch. A shard that
    /// waits is left waiting; one that never had an owner gets its first.
    public ShardTable goal(ShardTable table, List<GridMember> members) {
        if (members.stream().noneMatch(GridMember::hosts)) {
            return table;
        }
        var board = new PlacementBoard(table, members, backups);
        var replicas = new ReplicaBalance(board);
        var owners = new OwnerBalance(board);
        replicas.dropSurplus();
        owners.evenOut();
        replicas.refill();
        replicas.evenOut();
        owners.evenOut();
        owners.moveCold();
        return board.toTable(table);
    }

    private static Set<MemberId> ids(List<GridMember> members) {
        var ids = new HashSet<MemberId>();
        members.forEach(member -> ids.add(member.id()));
        return ids;
    }
}
