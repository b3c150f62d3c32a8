package dev.understudy.sharding;

import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.MemberId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What an operator may decide and no node: that what a shard held is given up, and that a voter is not expected
/// back.
///
/// Any member takes the word, and repeats it to the leader until it is done, which takes a majority of the voters. A
/// word holds for the loss or the absence that there is when it is said, and is spent with it; said again where
/// nothing is lost or absent it does nothing. It is gone with the member that took it: look again.
///
/// Thread-safe.
public final class Operator {
    /// A shard that nobody can serve: every member with a whole copy is gone.
    ///
    /// @param shard its number
    /// @param awaits the members that had whole copies; it goes on by itself if one of them comes back with its
    ///     copy, which a member that keeps copies in memory can only as the process that it was
    public record WaitingShard(int shard, List<String> awaits) {}

    private final Membership membership;

    Operator(Membership membership) {
        this.membership = membership;
    }

    /// The shards that wait, as far as this member knows.
    public List<WaitingShard> waitingShards() {
        return membership.seat().configuration().map(Operator::waiting).orElse(List.of());
    }

    private static List<WaitingShard> waiting(Configuration known) {
        var rows = known.table().assignments();
        return IntStream.range(0, rows.size())
                .filter(shard -> rows.get(shard).owner() == null)
                .mapToObj(shard -> new WaitingShard(
                        shard,
                        rows.get(shard).inSync().stream().map(MemberIds::nameOf).toList()))
                .toList();
    }

    /// Gives up what a waiting shard held: every event that its entities stored. It begins anew, empty. Copies
    /// that come back later are thrown away.
    ///
    /// @return whether it waits, as far as this member knows; it goes on soon after
    /// @throws IndexOutOfBoundsException if there is no such shard
    public boolean giveUp(int shard) {
        boolean waits = membership
                .seat()
                .configuration()
                .filter(known -> known.table().assignments().get(shard).owner() == null)
                .isPresent();
        if (waits) {
            membership.giveUp(shard);
        }
        return waits;
    }

    /// Voters that left by plan, and still count towards every majority until they are back.
    public Set<String> absentVoters() {
        return absent().map(MemberIds::nameOf).collect(Collectors.toCollection(TreeSet::new));
    }

    /// Has the grid no longer expect a voter that left by plan: the others decide without it from then on. With two
    /// left, see `docs/ownership.md` on what two can decide.
    ///
    /// @return whether a voter of that name is absent, as far as this member knows
    public boolean dropVoter(String name) {
        var ids = absent().filter(id -> MemberIds.nameOf(id).equals(name)).toList();
        ids.forEach(membership::dropVoter);
        return !ids.isEmpty();
    }

    private Stream<MemberId> absent() {
        return membership.seat().configuration().stream().flatMap(known -> known.absentVoters().stream());
    }
}
