package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Prints the figures of `docs/ownership.md`, and holds what must stay true of them.
final class PlacementFiguresTest {
    private final Placement placement = new Placement(1);

    @ParameterizedTest
    @CsvSource({"3", "10", "50", "100"})
    void balanceAndMovement(int nodes) {
        var members = PlacementTest.members(nodes);
        var founded = placement.next(ShardTable.empty(1024), members);
        var left = placement.promote(founded, members.subList(1, nodes));
        var settled = placement.goal(left, members.subList(1, nodes));
        var joined = placement.next(founded, PlacementTest.members(nodes + 1));

        double imbalance = imbalance(founded, nodes);
        int ideal = 1024 / nodes;
        int onLeave = PlacementTest.ownersMoved(founded, settled);
        int coldOnLeave = PlacementTest.coldOwners(founded, settled);
        int onJoin = PlacementTest.ownersMoved(founded, joined);
        System.out.printf(
                "placement: %3d nodes, 1024 shards, 1 backup: owner max/mean %.2f; a leave moves %d owners (ideal %d), "
                        + "of them at once %d and %d cold, and copies %d replicas; a join moves %d owners and copies %d replicas%n",
                nodes,
                imbalance,
                onLeave,
                ideal,
                PlacementTest.ownersMoved(founded, left),
                coldOnLeave,
                replicasCopied(founded, settled),
                onJoin,
                replicasCopied(founded, joined));

        assertThat(imbalance).isLessThanOrEqualTo(1.08);
        assertThat(coldOnLeave).isLessThanOrEqualTo(onLeave / 3);
        assertThat(PlacementTest.coldOwners(founded, left)).isZero();
        assertThat(onLeave).isLessThanOrEqualTo(2 * ideal + 4);
        assertThat(onJoin).isLessThanOrEqualTo(2 * ideal);
    }

    @Test
    void aThousandNodesWithSixteenThousandShards() {
        var members = PlacementTest.members(1000);
        long started = System.nanoTime();
        var founded = placement.next(ShardTable.empty(16_384), members);
        long found = System.nanoTime();
        var promoted = placement.promote(founded, members.subList(1, 1000));
        long promote = System.nanoTime();
        var settled = placement.goal(promoted, members.subList(1, 1000));
        long settle = System.nanoTime();
        System.out.printf(
                "placement: 1000 nodes, 16384 shards: found %d ms, promote %d ms, goal after a leave %d ms; "
                        + "max/mean %.2f, a leave moves %d owners%n",
                (found - started) / 1_000_000,
                (promote - found) / 1_000_000,
                (settle - promote) / 1_000_000,
                imbalance(founded, 1000),
                PlacementTest.ownersMoved(founded, settled));

        assertThat(imbalance(settled, 999)).isLessThanOrEqualTo(1.05);
        assertThat(PlacementTest.ownersMoved(founded, settled)).isLessThanOrEqualTo(34);
    }

    private static double imbalance(ShardTable table, int nodes) {
        return Collections.max(table.ownerCounts().values()) * (double) nodes / table.shards();
    }

    private static int replicasCopied(ShardTable before, ShardTable after) {
        return IntStream.range(0, before.shards())
                .map(s -> (int) after.of(s).inSync().stream()
                        .filter(m -> !before.of(s).inSync().contains(m))
                        .count())
                .sum();
    }
}
