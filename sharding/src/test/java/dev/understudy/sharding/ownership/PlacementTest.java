package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlacementTest {
    private final Placement oneBackup = new Placement(1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10, 50})
    void ownersAndReplicasAreEven(int nodes) {
        var table = oneBackup.next(ShardTable.empty(1024), members(nodes));

        assertThat(spread(table, nodes)).isLessThanOrEqualTo(1);
        assertThat(table.assignments())
                .allSatisfy(row -> assertThat(new HashSet<>(row.inSync())).hasSize(Math.min(2, nodes)));
    }

    @Test
    void whoLeavesIsFollowedByABackup() {
        var members = members(5);
        var before = oneBackup.next(ShardTable.empty(256), members);
        var gone = members.getFirst().id();

        var after = oneBackup.promote(before, members.subList(1, 5));

        for (int s = 0; s < 256; s++) {
            var old = before.of(s);
            var row = after.of(s);
            if (old.isOwnedBy(gone)) {
                assertThat(row.owner()).isEqualTo(old.backups().getFirst());
                assertThat(row.ownerEpoch()).isEqualTo(before.epoch() + 1);
            } else {
                assertThat(row.owner()).isEqualTo(old.owner());
                assertThat(row.ownerEpoch()).isEqualTo(old.ownerEpoch());
            }
            assertThat(row.inSync()).doesNotContain(gone);
        }
    }

    @Test
    void aShardWithoutAnySurvivorWaitsForOne() {
        var members = members(4);
        var before = oneBackup.next(ShardTable.empty(16), members);
        var row = before.of(0);
        var survivors =
                members.stream().filter(m -> !row.inSync().contains(m.id())).toList();

        var waiting = oneBackup.next(before, survivors);
        var returned = oneBackup.next(waiting, members);

        assertThat(waiting.of(0).currentOwner()).isEmpty();
        assertThat(waiting.of(0).inSync()).isEqualTo(row.inSync());
        assertThat(row.inSync()).contains(returned.of(0).currentOwner().orElseThrow());
    }

    @Test
    void aJoinTakesNoMoreThanItsShare() {
        var before = oneBackup.next(ShardTable.empty(1024), members(9));

        var after = oneBackup.next(before, members(10));

        assertThat(ownersMoved(before, after)).isBetween(102, 103);
        assertThat(spread(after, 10)).isLessThanOrEqualTo(1);
    }

    @Test
    void nothingMovesWithoutAReason() {
        var members = members(7);
        var table = oneBackup.next(ShardTable.empty(1024), members);

        var again = oneBackup.goal(table, members);

        assertThat(again).isEqualTo(table);
    }

    @Test
    void theOrderOfTheMemberListDoesNotMatter() {
        var members = members(6);
        var shuffled = new ArrayList<>(members);
        Collections.shuffle(shuffled, new Random(3));

        assertThat(oneBackup.next(ShardTable.empty(512), shuffled))
                .isEqualTo(oneBackup.next(ShardTable.empty(512), members));
    }

    @Test
    void aMemberOfTwiceTheWeightOwnsTwiceAsMuch() {
        var members = new ArrayList<>(members(4));
        members.set(0, members.get(0).withWeight(2));

        var counts = oneBackup.next(ShardTable.empty(1000 + 24), members).ownerCounts();

        assertThat(counts.get(members.get(0).id())).isBetween(409, 410);
        assertThat(counts.get(members.get(1).id())).isBetween(204, 205);
    }

    @Test
    void aClientMemberHostsNothingAndADrainedOneIsEmptied() {
        var members = members(4);
        var before = oneBackup.next(ShardTable.empty(256), members);
        var drained = new ArrayList<>(members);
        drained.set(2, members.get(2).withWeight(0));

        var after = oneBackup.next(before, drained);

        assertThat(after.assignments())
                .allSatisfy(row -> assertThat(row.inSync())
                        .hasSize(2)
                        .doesNotContain(members.get(2).id()));
        assertThat(coldOwners(before, after)).isZero();
    }

    @Test
    void replicasAvoidEachOthersZoneWhileThereAreEnough() {
        var members = IntStream.range(0, 9)
                .mapToObj(i -> GridMember.of("node-" + i).withZone("zone-" + i % 3))
                .toList();
        var twoBackups = new Placement(2);

        var table = twoBackups.next(ShardTable.empty(512), members);
        var afterLossOfAZone = twoBackups.next(
                table, members.stream().filter(m -> !m.zone().equals("zone-0")).toList());

        assertThat(table.assignments())
                .allSatisfy(row -> assertThat(zonesOf(row, members)).hasSize(3));
        assertThat(afterLossOfAZone.assignments())
                .allSatisfy(row -> assertThat(row.inSync()).hasSize(3))
                .allSatisfy(row -> assertThat(zonesOf(row, members)).hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyHistoryOfJoinsAndLeavesStaysEvenAndWhole(long seed) {
        var random = new Random(seed);
        var pool = members(12);
        var present = new ArrayList<>(pool.subList(0, 4));
        var table = oneBackup.next(ShardTable.empty(256), present);

        for (int i = 0; i < 40; i++) {
            if (present.size() > 3 && random.nextBoolean()) {
                present.remove(random.nextInt(present.size()));
            } else {
                pool.stream().filter(m -> !present.contains(m)).findFirst().ifPresent(present::add);
            }
            table = oneBackup.next(table, present);

            assertThat(spread(table, present.size())).isLessThanOrEqualTo(1);
            assertThat(table.assignments())
                    .allSatisfy(row -> assertThat(new HashSet<>(row.inSync()))
                            .hasSize(2)
                            .isSubsetOf(present.stream().map(GridMember::id).toList()));
        }
    }

    static List<GridMember> members(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> GridMember.of("node-" + i))
                .toList();
    }

    static int ownersMoved(ShardTable before, ShardTable after) {
        return (int) IntStream.range(0, before.shards())
                .filter(s -> !before.of(s).currentOwner().equals(after.of(s).currentOwner()))
                .count();
    }

    static int coldOwners(ShardTable before, ShardTable after) {
        return (int) IntStream.range(0, before.shards())
                .filter(s -> !before.of(s)
                        .inSync()
                        .contains(after.of(s).currentOwner().orElseThrow()))
                .count();
    }

    /// The most shards that one member owns less the fewest.
    private static int spread(ShardTable table, int nodes) {
        var counts = new HashMap<>(table.ownerCounts());
        int min = counts.size() < nodes ? 0 : Collections.min(counts.values());
        return Collections.max(counts.values()) - min;
    }

    private static Set<String> zonesOf(ShardAssignment row, List<GridMember> members) {
        var zones = new HashSet<String>();
        members.stream().filter(m -> row.inSync().contains(m.id())).forEach(m -> zones.add(m.zone()));
        return zones;
    }
}
