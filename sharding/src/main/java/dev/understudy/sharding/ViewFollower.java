package dev.understudy.sharding;

import static java.util.stream.Collectors.toSet;

import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Placement;
import dev.understudy.sharding.ownership.ShardAssignment;
import dev.understudy.sharding.ownership.ShardTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The rules of the authority that follows the view: what a member does when the view or the shard table changes.
/// Pure.
///
/// *Who decides:* the first hosting member of the view plans the next table, once the cluster has formed, installs it
/// and announces it to everybody in view; the highest epoch wins. Whoever sees another member become the first one
/// reports the table that it knows, so that epochs go on rising when the planner dies or two partitions meet.
///
/// *Moves between living members:* a row lists as predecessors all living members that may still run the shard. Each
/// of them tells the owner as soon as it does not (see [Shard]); the owner runs nothing before. A member that has
/// left the view is taken for dead.
///
/// *What it cannot do:* a view is a guess. Two partitions hold two views, each plans for itself, and until they meet
/// an entity may run on both sides. See `docs/decisions/0410-follow-the-view-first.md`.
///
/// Not thread-safe: one thread steps it.
final class ViewFollower {
    /// What the follower asks its shell to do.
    sealed interface Output {
        /// Send the table to a member.
        record Announce(MemberId to, ShardTable table) implements Output {}

        /// Tell the planner which table is known here.
        record Report(MemberId to, ShardTable table) implements Output {}

        /// Route by this table from now on.
        record Install(ShardTable table) implements Output {}
    }

    /// A member id here names one run of a process already.
    private static final long ANY_RUN = 0;

    private final MemberId self;
    private final Placement placement;
    private final Set<MemberId> leaving = new HashSet<>();
    private List<GridMember> members = List.of();
    private Set<MemberId> planned = Set.of(); // for whom this member planned the table; none if it must plan anew
    private ShardTable table;
    private boolean isFormed;

    ViewFollower(MemberId self, int shards, Placement placement) {
        this.self = self;
        this.placement = placement;
        this.table = ShardTable.empty(shards);
    }

    ShardTable table() {
        return table;
    }

    /// A new view was installed.
    ///
    /// @param view its members in order, clients included
    /// @param merge whether two partitions have met: each may have planned for itself
    List<Output> onView(List<GridMember> view, boolean merge) {
        var formerPlanner = planner();
        members = List.copyOf(view);
        leaving.removeIf(member -> !member.equals(self) && !ids().contains(member));
        var outputs = new ArrayList<Output>();
        if (isPlanner()) {
            if (merge) {
                planned = Set.of();
            }
            plan(outputs);
        } else if (!planner().equals(formerPlanner)) {
            // Also by who knows no table yet: what the planner announced before this view was installed here did not
            // arrive, for frames of those who are not in view are dropped.
            planner().ifPresent(to -> outputs.add(new Output.Report(to, table)));
        }
        return outputs;
    }

    /// The start gate has opened: tables may be planned from now on.
    List<Output> onFormed() {
        isFormed = true;
        var outputs = new ArrayList<Output>();
        if (isPlanner()) {
            plan(outputs);
        }
        return outputs;
    }

    /// A member announced that it wants to go: it owns nothing in the next table.
    List<Output> onLeaving(MemberId member) {
        var outputs = new ArrayList<Output>();
        boolean isHere = member.equals(self) || ids().contains(member); // this member is, also before its first view
        if (isHere && leaving.add(member) && isPlanner()) {
            plan(outputs);
        }
        return outputs;
    }

    /// Whether this member has announced that it wants to go.
    boolean isLeaving() {
        return leaving.contains(self);
    }

    /// Whether this member wants to go and nobody who hosts shards stays: there is no table in which it owns nothing.
    boolean isStranded() {
        return isLeaving() && members.stream().noneMatch(member -> member.hosts() && !leaving.contains(member.id()));
    }

    /// The planner announced a table.
    List<Output> onAnnounced(MemberId from, ShardTable announced) {
        var outputs = new ArrayList<Output>();
        if (announced.epoch() > table.epoch()
                || (announced.epoch() == table.epoch() && Optional.of(from).equals(planner()) && !isPlanner())) {
            install(announced, outputs);
        }
        if (isPlanner() && !from.equals(self)) {
            planned = Set.of(); // somebody else plans too: outbid its epoch
            plan(outputs);
        }
        return outputs;
    }

    /// A member reported the table that it knows; this member plans.
    List<Output> onReported(MemberId from, ShardTable reported) {
        var outputs = new ArrayList<Output>();
        if (!isPlanner()) {
            return outputs;
        }
        if (reported.epoch() > table.epoch() || (reported.epoch() == table.epoch() && !reported.equals(table))) {
            table = reported;
            planned = Set.of();
            plan(outputs);
        } else if (reported.epoch() < table.epoch()) {
            outputs.add(new Output.Announce(from, table));
        }
        return outputs;
    }

    /// The member that plans: the first of the view that hosts shards and stays, or the first that hosts where all
    /// leave.
    private Optional<MemberId> planner() {
        var hosts =
                members.stream().filter(GridMember::hosts).map(GridMember::id).toList();
        return hosts.stream()
                .filter(id -> !leaving.contains(id))
                .findFirst()
                .or(() -> hosts.stream().findFirst());
    }

    private boolean isPlanner() {
        return planner().equals(Optional.of(self));
    }

    private Set<MemberId> ids() {
        var ids = new LinkedHashSet<MemberId>();
        members.forEach(member -> ids.add(member.id()));
        return ids;
    }

    private void plan(List<Output> outputs) {
        var hosts = members.stream()
                .filter(member -> member.hosts() && !leaving.contains(member.id()))
                .toList();
        if (hosts.isEmpty() || !isFormed) {
            return;
        }
        var ids = hosts.stream().map(GridMember::id).collect(toSet());
        if (!ids.equals(planned)) {
            planned = ids;
            install(withPredecessors(place(hosts)), outputs);
        }
        members.stream()
                .map(GridMember::id)
                .filter(id -> !id.equals(self))
                .forEach(to -> outputs.add(new Output.Announce(to, table)));
    }

    /// Owners that live keep their shards; the others are placed anew, for a volatile entity has no copy to wait for.
    private ShardTable place(List<GridMember> hosts) {
        var promoted = placement.promote(table, hosts);
        var rows = promoted.assignments().stream()
                .map(row -> row.owner() == null ? ShardAssignment.waiting(0, List.of()) : row)
                .toList();
        return placement.goal(new ShardTable(promoted.epoch(), rows), hosts);
    }

    private void install(ShardTable next, List<Output> outputs) {
        table = next;
        outputs.add(new Output.Install(next));
    }

    /// The planned table, at an epoch of its own, with everybody who may still run a shard named in its row.
    private ShardTable withPredecessors(ShardTable planned) {
        long epoch = table.epoch() + 1;
        var alive = ids();
        var rows = new ArrayList<ShardAssignment>(planned.shards());
        for (int shard = 0; shard < planned.shards(); shard++) {
            var before = table.of(shard);
            var after = planned.of(shard);
            boolean stays = before.currentOwner().equals(after.currentOwner());
            var running = new LinkedHashSet<Incarnation>(before.predecessors());
            before.currentOwner().ifPresent(owner -> running.add(new Incarnation(owner, ANY_RUN)));
            running.removeIf(one -> !alive.contains(one.member()) || after.isOwnedBy(one.member()));
            rows.add(new ShardAssignment(
                    after.owner(),
                    stays ? before.ownerEpoch() : epoch,
                    after.inSync(),
                    List.of(),
                    List.copyOf(running),
                    null,
                    false));
        }
        return new ShardTable(epoch, rows);
    }
}
