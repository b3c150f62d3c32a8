package dev.understudy.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.sharding.ViewFollower.Output;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Placement;
import dev.understudy.sharding.ownership.ShardTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ViewFollowerTest {
    private static final int SHARDS = 64;

    private final Map<String, ViewFollower> followers = new TreeMap<>();
    private final List<String> cutOff = new ArrayList<>();

    @Test
    void noTableIsPlannedBeforeTheClusterHasFormed() {
        for (var name : List.of("a", "b", "c")) {
            followers.put(name, new ViewFollower(id(name), SHARDS, new Placement(1)));
        }
        view(false, "a", "b", "c");
        assertThat(follower("a").table().epoch()).isZero();

        deliver("a", follower("a").onFormed());

        assertThat(follower("a").table().ownerCounts()).hasSize(3);
        assertAgreement("a", "b", "c");
    }

    @Test
    void clientsLearnTheTableAndOwnNothing() {
        join("a", "b", "client");

        view(false, "client", "a", "b");

        assertAgreement("client", "a", "b");
        assertThat(follower("client").table().ownerCounts()).containsOnlyKeys(id("a"), id("b"));
    }

    @Test
    void shardsOfALostMemberGetLivingOwnersAndTheOthersStay() {
        join("a", "b", "c");
        view(false, "a", "b", "c");
        var before = follower("b").table();

        view(false, "b", "c"); // "a" planned, and died

        var after = follower("c").table();
        assertThat(after.epoch()).isEqualTo(before.epoch() + 1);
        for (int shard = 0; shard < SHARDS; shard++) {
            var row = after.of(shard);
            assertThat(row.predecessors()).noneMatch(one -> one.member().equals(id("a")));
            if (before.of(shard).isOwnedBy(id("a"))) {
                assertThat(row.owner()).isIn(id("b"), id("c"));
                assertThat(row.ownerEpoch()).isEqualTo(after.epoch());
            }
        }
        assertAgreement("b", "c");
    }

    @Test
    void everyShardIsOwnedAgainWhenOwnerAndBackupDieTogether() {
        join("a", "b", "c", "d");
        view(false, "a", "b", "c", "d");

        view(false, "c", "d");

        assertThat(follower("c").table().assignments())
                .allMatch(row -> row.isOwnedBy(id("c")) || row.isOwnedBy(id("d")));
    }

    @Test
    void theFormerOwnerOfAMovedShardIsNamedAsItsPredecessor() {
        join("a", "b", "c");
        view(false, "a", "b");
        var before = follower("a").table();

        view(false, "a", "b", "c");

        var after = follower("c").table();
        var moved = after.ownedBy(id("c"));
        assertThat(moved).isNotEmpty();
        for (var shard : moved) {
            assertThat(after.of(shard).predecessors())
                    .containsExactly(
                            new Incarnation(before.of(shard).currentOwner().orElseThrow(), 0));
        }
    }

    @Test
    void aLeavingMemberOwnsNothingInTheNextTableAndPrecedesTheNewOwners() {
        join("a", "b", "c");
        view(false, "a", "b", "c");
        var lost = follower("a").table().ownedBy(id("a"));

        followers.values().forEach(follower -> deliver(nameOf(follower), follower.onLeaving(id("a"))));

        var after = follower("b").table();
        assertThat(after.ownedBy(id("a"))).isEmpty();
        assertThat(lost)
                .isNotEmpty()
                .allSatisfy(shard -> assertThat(after.of(shard).predecessors()).contains(new Incarnation(id("a"), 0)));
        assertAgreement("a", "b", "c");
    }

    @Test
    void aLeavingMemberIsStrandedAsSoonAsNobodyWhoHostsStays() {
        join("a", "b", "client");
        view(false, "a", "b", "client");
        assertThat(follower("a").isStranded()).isFalse();

        deliver("a", follower("a").onLeaving(id("a")));
        assertThat(follower("a").isStranded()).isFalse();

        deliver("a", follower("a").onLeaving(id("b")));
        assertThat(follower("a").isStranded()).isTrue();
        assertThat(follower("b").isStranded()).isFalse();
    }

    @Test
    void aMemberThatLeavesBeforeItsFirstViewIsStranded() {
        join("a");

        assertThat(follower("a").onLeaving(id("a"))).isEmpty();

        assertThat(follower("a").isStranded()).isTrue();
    }

    @Test
    void epochsGoOnRisingAfterAMergeOfPartitionsThatPlannedForThemselves() {
        join("a", "b", "c");
        view(false, "a", "b", "c");

        viewOf(List.of("a"), false, "a");
        viewOf(List.of("b", "c"), false, "b", "c");
        viewOf(List.of("b", "c"), false, "b");
        long highest = follower("b").table().epoch();
        assertThat(highest).isGreaterThan(follower("a").table().epoch());
        viewOf(List.of("a", "b", "c"), true, "a", "b", "c");

        assertAgreement("a", "b", "c");
        assertThat(follower("a").table().epoch()).isGreaterThan(highest);
        assertThat(follower("a").table().ownerCounts()).hasSize(3);
    }

    @Test
    void aTableOfAnOlderEpochIsNotInstalled() {
        join("a", "b");
        view(false, "a", "b");
        var before = follower("b").table();

        var outputs = follower("b").onAnnounced(id("a"), ShardTable.empty(SHARDS));

        assertThat(outputs).isEmpty();
        assertThat(follower("b").table()).isEqualTo(before);
    }

    @Test
    void whoMissedTheAnnouncementBecauseItsViewCameLateAsksForTheTable() {
        join("a", "b", "client");
        view(false, "a", "b");
        var announced = follower("a").onView(members("a", "b", "client"), false);
        assertThat(announced)
                .contains(new Output.Announce(id("client"), follower("a").table())); // and is not heard

        viewOf(List.of("client"), false, "a", "b", "client");

        assertAgreement("a", "b", "client");
        assertThat(follower("client").table().epoch()).isPositive();
    }

    private void join(String... names) {
        for (var name : names) {
            var follower = new ViewFollower(id(name), SHARDS, new Placement(1));
            assertThat(follower.onFormed()).isEmpty();
            followers.put(name, follower);
        }
    }

    private void view(boolean merge, String... names) {
        viewOf(List.of(names), merge, names);
    }

    /// Lets some members see a view, and delivers what they send to each other within it.
    private void viewOf(List<String> whoSeesIt, boolean merge, String... names) {
        cutOff.clear();
        followers.keySet().stream()
                .filter(name -> !List.of(names).contains(name))
                .forEach(cutOff::add);
        for (var name : whoSeesIt) {
            if (!cutOff.contains(name)) {
                deliver(name, follower(name).onView(members(names), merge));
            }
        }
    }

    private static List<GridMember> members(String... names) {
        var members = new ArrayList<GridMember>();
        for (var name : names) {
            members.add(GridMember.of(name).withWeight(name.equals("client") ? 0 : 1));
        }
        return members;
    }

    private void deliver(String from, List<Output> outputs) {
        record Sent(String from, Output output) {}
        var queue = new ArrayDeque<Sent>();
        outputs.forEach(output -> queue.add(new Sent(from, output)));
        while (!queue.isEmpty()) {
            var sent = queue.poll();
            switch (sent.output()) {
                case Output.Install _ -> {}
                case Output.Announce(var to, var table)
                when !cutOff.contains(to.value()) ->
                    follower(to.value())
                            .onAnnounced(id(sent.from()), table)
                            .forEach(next -> queue.add(new Sent(to.value(), next)));
                case Output.Report(var to, var table)
                when !cutOff.contains(to.value()) ->
                    follower(to.value())
                            .onReported(id(sent.from()), table)
                            .forEach(next -> queue.add(new Sent(to.value(), next)));
                case Output.Announce _, Output.Report _ -> {}
            }
        }
    }

    private String nameOf(ViewFollower follower) {
        return followers.entrySet().stream()
                .filter(entry -> entry.getValue() == follower)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private void assertAgreement(String... names) {
        assertThat(List.of(names))
                .allSatisfy(name -> assertThat(follower(name).table())
                        .isEqualTo(follower(names[0]).table()));
    }

    private ViewFollower follower(String name) {
        var follower = followers.get(name);
        assertThat(follower).isNotNull();
        return follower;
    }

    private static MemberId id(String name) {
        return new MemberId(name);
    }
}
