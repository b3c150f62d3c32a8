package dev.understudy.sharding.ownership;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes a table step by step to its goal: learners first, then role swaps by handoff, then what is surplus
/// goes. Only the leader drives.
///
/// *Handoffs under way* are taken for done: a plan that did not know of them would order others to the same end,
/// and the next one would order them back, for ever.
///
/// Kept in memory alone: another leader computes the same plan from the same configuration, save for what is under
/// way.
final class PlacementDriver {
    /// Nobody waits for a copy, while messages wait for an owner.
    private static final int COPIES_FOR_A_MOVE = 4;

    private final Settings settings;
    private final Placement placement;
    private @Nullable Configuration planned;
    private Set<MemberId> plannedLeaving = Set.of();
    private Plan plan = Plan.NOTHING;
    private final Map<Integer, Ordered> ordered = new LinkedHashMap<>();

    /// A handoff that an owner was told to make, in an ownership.
    private record Ordered(long ownerEpoch, MemberId target, long at) {}

    /// The next steps from one configuration.
    ///
    /// @param learners copies to begin
    /// @param drops copies to give up
    /// @param swaps shards to hand to a backup
    /// @param gone leaving members that nothing depends on any more
    record Plan(
            List<Changes.ReplicaChange> learners,
            List<Changes.ReplicaChange> drops,
            List<Changes.ReplicaChange> swaps,
            Set<MemberId> gone) {
        static final Plan NOTHING = new Plan(List.of(), List.of(), List.of(), Set.of());
    }

    PlacementDriver(Settings settings) {
        this.settings = settings;
        this.placement = new Placement(settings.backups());
    }

    /// A swap of the plan is ordered; again and again, until it shows.
    void order(Configuration configuration, Changes.ReplicaChange swap, long now) {
        long ownerEpoch = configuration.table().of(swap.shard()).ownerEpoch();
        ordered.putIfAbsent(swap.shard(), new Ordered(ownerEpoch, swap.member(), now));
    }

    /// Forgets the handoffs that are over: there is another ownership, or the owner must have given up.
    private boolean forgetEnded(Configuration configuration, long now) {
        return ordered.entrySet().removeIf(entry -> {
            var row = configuration.table().of(entry.getKey());
            var order = entry.getValue();
            return row.ownerEpoch() != order.ownerEpoch()
                    || row.owner() == null
                    || !row.inSync().contains(order.target())
                    || now - order.at() > 2 * settings.handoffLimit();
        });
    }

    private ShardTable asIfDone(ShardTable table) {
        var rows = new ArrayList<>(table.assignments());
        ordered.forEach((shard, order) -> {
            var row = rows.get(shard);
            rows.set(
                    shard,
                    new ShardAssignment(
                            order.target(),
                            row.ownerEpoch(),
                            ShardAssignment.ownerFirst(row.inSync(), order.target()),
                            row.learners(),
                            row.predecessors(),
                            row.relinquishedBy(),
                            row.emptySince()));
        });
        return new ShardTable(table.epoch(), rows);
    }

    /// The plan for a configuration while some members want to leave.
    Plan plan(Configuration configuration, Set<MemberId> leaving, long now) {
        boolean ended = forgetEnded(configuration, now);
        if (ended || !configuration.equals(planned) || !leaving.equals(plannedLeaving)) {
            plan = compute(configuration, leaving);
            planned = configuration;
            plannedLeaving = new LinkedHashSet<>(leaving);
        }
        return plan;
    }

    /// Shards of which a leaving member holds a copy come first: whoever leaves may not wait long.
    private static int[] mostUrgentFirst(ShardTable table, Set<MemberId> leaving) {
        var order = new int[table.shards()];
        int next = 0;
        for (boolean held : List.of(true, false)) {
            for (int s = 0; s < table.shards(); s++) {
                if (held == table.of(s).inSync().stream().anyMatch(leaving::contains)) {
                    order[next++] = s;
                }
            }
        }
        return order;
    }

    private Plan compute(Configuration configuration, Set<MemberId> leaving) {
        var members = new ArrayList<GridMember>();
        for (var member : configuration.members()) {
            members.add(leaving.contains(member.id()) ? member.withWeight(0) : member);
        }
        if (members.stream().noneMatch(GridMember::hosts)) {
            return Plan.NOTHING;
        }
        var table = configuration.table();
        var goal = placement.goal(ordered.isEmpty() ? table : asIfDone(table), members);
        var learners = new ArrayList<Changes.ReplicaChange>();
        var drops = new ArrayList<Changes.ReplicaChange>();
        var swaps = new ArrayList<Changes.ReplicaChange>();
        var needed = new LinkedHashSet<MemberId>();
        int moving = 0;
        for (var row : table.assignments()) {
            moving += row.learners().isEmpty() ? 0 : 1;
        }
        for (int s : mostUrgentFirst(table, leaving)) {
            var row = table.of(s);
            var want = goal.of(s);
            var owner = row.owner();
            var wantedOwner = want.owner();
            if (owner == null || wantedOwner == null) {
                continue;
            }
            needed.add(owner);
            boolean whole = row.inSync().containsAll(want.inSync());
            if (!whole) {
                row.inSync().forEach(needed::add);
            }
            for (var replica : want.inSync()) {
                if (!row.mentions(replica) && moving < COPIES_FOR_A_MOVE * settings.movesAtOnce()) {
                    learners.add(new Changes.ReplicaChange(s, replica));
                    moving++;
                }
            }
            for (var learner : row.learners()) {
                if (!want.inSync().contains(learner)) {
                    drops.add(new Changes.ReplicaChange(s, learner));
                }
            }
            if (!owner.equals(wantedOwner)) {
                if (row.inSync().contains(wantedOwner) && swaps.size() < settings.movesAtOnce()) {
                    swaps.add(new Changes.ReplicaChange(s, wantedOwner));
                }
            } else if (whole) {
                for (var replica : row.inSync()) {
                    if (!want.inSync().contains(replica)) {
                        drops.add(new Changes.ReplicaChange(s, replica));
                    }
                }
            }
        }
        var gone = new LinkedHashSet<>(leaving);
        gone.removeAll(needed);
        return new Plan(learners, drops, swaps, gone);
    }
}
