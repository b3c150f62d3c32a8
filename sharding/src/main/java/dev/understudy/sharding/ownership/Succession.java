package dev.understudy.sharding.ownership;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Computes the next configuration from the present one and what should change: a pure function, so that a
/// proposal can be judged from its inputs.
///
/// What it must never do: make a member the owner or in-sync that may lack an acknowledged record; forget a
/// predecessor whose lease may still run; keep an `ownerEpoch` across a change of the owner's process.
final class Succession {
    /// The most voters; more would only make each decision slower.
    static final int MAX_VOTERS = 7;

    private final Settings settings;
    private final Rules rules;
    private final Placement placement;

    Succession(Settings settings, Rules rules) {
        this.settings = settings;
        this.rules = rules;
        this.placement = new Placement(settings.backups());
    }

    /// The first configuration, of members that have never belonged to a grid.
    Configuration genesis(String genesisId, List<GridMember> founders, Incarnation leader) {
        var table = placement.next(ShardTable.empty(settings.shards()), founders);
        return new Configuration(genesisId, 1, founders, electVoters(founders), leader, table);
    }

    /// The configuration after this one, or empty where nothing would change.
    Optional<Configuration> next(Configuration current, Changes changes, Incarnation proposer) {
        var members = members(current, changes);
        if (members.isEmpty()) {
            return Optional.empty();
        }
        long epoch = current.epoch() + 1;
        var voters = voters(current, changes, members);
        var dead = dead(current, changes);
        var rows = new ArrayList<ShardAssignment>(current.table().shards());
        var requests = new LinkedHashMap<Integer, OwnerRequest>();
        for (var request : changes.requests) {
            var row = current.table().of(request.shard());
            if (row.ownerEpoch() == request.ownerEpoch() && row.owner() != null) {
                requests.putIfAbsent(request.shard(), request);
            }
        }
        var present = new LinkedHashMap<MemberId, GridMember>();
        members.forEach(member -> present.put(member.id(), member));
        boolean changed = !members.equals(current.members()) || !voters.equals(current.voters());
        for (int s = 0; s < current.table().shards(); s++) {
            var before = current.table().of(s);
            var row = survive(current, before, present, dead, epoch);
            row = fulfil(row, requests.get(s), present, epoch);
            row = rearrange(row, s, changes, present);
            if (changes.forced.contains(s) && row.owner() == null) {
                row = restartEmpty(row, s, members, epoch);
            }
            changed |= !row.equals(before);
            rows.add(row.equals(before) ? before : row);
        }
        if (!changed) {
            return Optional.empty();
        }
        return Optional.of(new Configuration(
                current.genesisId(),
                epoch,
                members,
                voters,
                leader(current, members, proposer),
                new ShardTable(epoch, rows)));
    }

    private static List<GridMember> members(Configuration current, Changes changes) {
        var members = new ArrayList<GridMember>();
        for (var member : current.members()) {
            var again = changes.joins.get(member.id());
            if (again != null && again.incarnation() > member.incarnation()) {
                members.add(again);
            } else if (!changes.leaves.contains(member.id()) && !changes.exclusions.contains(member.id())) {
                members.add(member);
            }
        }
        for (var join : changes.joins.values()) {
            if (current.member(join.id()).isEmpty()) {
                members.add(join);
            }
        }
        return members;
    }

    /// The runs that run nothing under an earlier configuration: certified to be over, gone by plan, or knocking. A
    /// run that knocks does not know that it ever belonged, so it has never held a lease.
    private static Set<Incarnation> dead(Configuration current, Changes changes) {
        var dead = new LinkedHashSet<>(changes.certificates);
        changes.joins.values().forEach(join -> dead.add(join.run()));
        changes.leaves.forEach(id -> current.member(id).ifPresent(member -> dead.add(member.run())));
        return dead;
    }

    private static boolean isOver(Incarnation run, Set<Incarnation> dead, Map<MemberId, GridMember> present) {
        var member = present.get(run.member());
        return dead.contains(run) || (member != null && member.incarnation() > run.number());
    }

    /// The row without the members that are gone or have restarted.
    private ShardAssignment survive(
            Configuration current,
            ShardAssignment row,
            Map<MemberId, GridMember> present,
            Set<Incarnation> dead,
            long epoch) {
        var predecessors = new ArrayList<Incarnation>();
        row.predecessors().stream().filter(run -> !isOver(run, dead, present)).forEach(predecessors::add);
        var whole = new ArrayList<MemberId>();
        var stale = new ArrayList<MemberId>();
        for (var id : row.inSync()) {
            var member = present.get(id);
            if (member == null) {
                continue;
            }
            boolean sameRun = current.contains(member.run());
            if (sameRun) {
                whole.add(id);
            } else if (settings.durability() == Durability.DISK_SYNC
                    || (settings.durability() == Durability.MEMORY
                            && current.member(id).isEmpty())) {
                // It has lost nothing: every append was synced, or its process ran on, excluded, and comes back.
                whole.add(id);
            } else {
                stale.add(id);
            }
        }
        var owner = row.owner();
        boolean ownerRuns = owner != null
                && present.containsKey(owner)
                && current.contains(present.get(owner).run());
        if (whole.isEmpty()) {
            // Better the synced part of the log than none: with DISK_ASYNC the last moments before a crash of all
            // copies are lost.
            whole.addAll(stale);
            stale.clear();
        }
        var learners = new ArrayList<MemberId>();
        for (var id : row.learners()) {
            if (present.containsKey(id) && current.contains(present.get(id).run())) {
                learners.add(id);
            }
        }
        if (owner != null && !ownerRuns) {
            var run = current.incarnationOf(owner);
            if (!rules.hold(Rule.ALL_PREDECESSORS)) {
                predecessors.clear();
            }
            if (!isOver(run, dead, present)) {
                predecessors.add(run);
            }
        }
        if (whole.isEmpty()) {
            return new ShardAssignment(
                    null, row.ownerEpoch(), row.inSync(), List.of(), predecessors, null, row.emptySince());
        }
        // A copy that may have been cut catches up again. The owner installs it anew: the session of an install is
        // the epoch in which the learner began, so nothing that was on its way to its former run applies.
        learners.addAll(stale);
        if (ownerRuns) {
            return row.withReplicas(whole, learners).withPredecessors(predecessors);
        }
        var heir = whole.stream()
                .filter(id -> current.member(id).equals(Optional.ofNullable(present.get(id))))
                .findFirst()
                .orElse(whole.getFirst());
        return new ShardAssignment(
                heir, epoch, ShardAssignment.ownerFirst(whole, heir), learners, predecessors, null, row.emptySince());
    }

    /// What the owner asked for, where it is still the owner that asked.
    private static ShardAssignment fulfil(
            ShardAssignment row, @Nullable OwnerRequest request, Map<MemberId, GridMember> present, long epoch) {
        if (request == null || row.owner() == null || row.ownerEpoch() != request.ownerEpoch()) {
            return row;
        }
        return switch (request) {
            case OwnerRequest.LearnerReady ready
            when row.learners().contains(ready.learner()) -> {
                var inSync = new ArrayList<>(row.inSync());
                inSync.add(ready.learner());
                yield row.withReplicas(inSync, without(row.learners(), ready.learner()));
            }
            case OwnerRequest.HandedOff handed
            when row.inSync().contains(handed.target().member()) && isPresent(handed.target(), present) ->
                new ShardAssignment(
                        handed.target().member(),
                        epoch,
                        ShardAssignment.ownerFirst(row.inSync(), handed.target().member()),
                        row.learners(),
                        row.predecessors(),
                        new Relinquished(row.owner(), row.ownerEpoch()),
                        row.emptySince());
            case OwnerRequest.HandBack _ ->
                new ShardAssignment(
                        row.owner(),
                        epoch,
                        row.inSync(),
                        row.learners(),
                        row.predecessors(),
                        new Relinquished(row.owner(), row.ownerEpoch()),
                        row.emptySince());
            case OwnerRequest.PredecessorsGone _ -> row.withPredecessors(List.of());
            default -> row;
        };
    }

    private static boolean isPresent(Incarnation run, Map<MemberId, GridMember> present) {
        var member = present.get(run.member());
        return member != null && member.run().equals(run);
    }

    /// Learners that begin and replicas that are given up: never the owner, and never below what is wanted.
    private ShardAssignment rearrange(
            ShardAssignment row, int shard, Changes changes, Map<MemberId, GridMember> present) {
        if (row.owner() == null) {
            return row;
        }
        var inSync = new ArrayList<>(row.inSync());
        var learners = new ArrayList<>(row.learners());
        long hosts = present.values().stream().filter(GridMember::hosts).count();
        long wanted = Math.min(settings.backups() + 1, hosts);
        for (var change : changes.learners) {
            if (change.shard() == shard && present.containsKey(change.member()) && !row.mentions(change.member())) {
                learners.add(change.member());
            }
        }
        for (var change : changes.drops) {
            if (change.shard() == shard) {
                learners.remove(change.member());
                if (!change.member().equals(row.owner()) && inSync.size() > wanted) {
                    inSync.remove(change.member());
                }
            }
        }
        return row.withReplicas(inSync, learners);
    }

    private ShardAssignment restartEmpty(ShardAssignment row, int shard, List<GridMember> members, long epoch) {
        var owner = new ConsistentHash(members)
                .preferred(new ShardId(shard))
                .getFirst()
                .id();
        return new ShardAssignment(owner, epoch, List.of(owner), List.of(), row.predecessors(), null, epoch);
    }

    /// The largest odd number of oldest members, but both of two. One that left three by plan stays a voter
    /// until it is back or given up, so that maintenance does not turn three voters into two.
    private static List<MemberId> voters(Configuration current, Changes changes, List<GridMember> members) {
        if (electors(members).size() == 2 && current.voters().size() == 3) {
            var absent = current.voters().stream()
                    .filter(id ->
                            members.stream().noneMatch(member -> member.id().equals(id)))
                    .toList();
            boolean byPlan = absent.size() == 1
                    && !changes.exclusions.contains(absent.getFirst())
                    && !changes.droppedVoters.contains(absent.getFirst());
            if (byPlan) {
                return current.voters();
            }
        }
        return electVoters(members);
    }

    private static List<MemberId> electVoters(List<GridMember> members) {
        var electors = electors(members);
        int count = Math.min(electors.size(), MAX_VOTERS);
        if (count > 2 && count % 2 == 0) {
            count--;
        }
        return electors.subList(0, count).stream().map(GridMember::id).toList();
    }

    /// Those who may vote: who hosts shards, since clients come and go; all, where only clients are left.
    static List<GridMember> electors(List<GridMember> members) {
        var hosts = members.stream().filter(GridMember::hosts).toList();
        return hosts.isEmpty() ? members : hosts;
    }

    private static Incarnation leader(Configuration current, List<GridMember> members, Incarnation proposer) {
        var runs = electors(members).stream().map(GridMember::run).toList();
        if (runs.contains(proposer)) {
            return proposer;
        }
        return runs.contains(current.leader()) ? current.leader() : Objects.requireNonNull(runs.getFirst());
    }

    private static List<MemberId> without(List<MemberId> list, MemberId id) {
        return list.stream().filter(other -> !other.equals(id)).toList();
    }
}
