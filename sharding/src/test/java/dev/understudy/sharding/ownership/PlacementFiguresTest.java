package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.Flow;
import dev.understudy.sharding.ConfigurationBytes;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Prints the figures of `docs/architecture.md`, and holds what must stay true of them.
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

    @ParameterizedTest
    @CsvSource({"100, 1024", "100, 4096", "100, 16384", "1000, 16384", "1000, 65536"})
    void whatAConfigurationCosts(int nodes, int shards) {
        var members = PlacementTest.members(nodes);
        long started = System.nanoTime();
        var founded = placement.next(ShardTable.empty(shards), members);
        long found = System.nanoTime();
        var promoted = placement.promote(founded, members.subList(1, nodes));
        long promote = System.nanoTime();
        var settled = placement.goal(promoted, members.subList(1, nodes));
        long settle = System.nanoTime();
        int bytes = bytes(promoted, members.subList(1, nodes));
        System.out.printf(
                "placement: %4d nodes, %5d shards: found %d ms, promote %d ms, goal after a leave %d ms; owner max/mean "
                        + "%.2f, a leave moves %d owners (ideal %d), %d of them cold; a configuration has %d bytes, %.1f a shard%n",
                nodes,
                shards,
                (found - started) / 1_000_000,
                (promote - found) / 1_000_000,
                (settle - promote) / 1_000_000,
                imbalance(founded, nodes),
                PlacementTest.ownersMoved(founded, settled),
                shards / nodes,
                PlacementTest.coldOwners(founded, settled),
                bytes,
                (double) bytes / shards);

        assertThat(imbalance(settled, nodes - 1)).isLessThanOrEqualTo(1.08);
        assertThat(PlacementTest.ownersMoved(founded, settled)).isLessThanOrEqualTo(2 * shards / nodes + 4);
        assertThat(PlacementTest.coldOwners(founded, promoted)).isZero();
        boolean isAdvised = shards <= 16_384;
        assertThat(bytes <= Flow.DEFAULT_MAX_CONTROL_FRAME_BYTES)
                .as("%d bytes fit a control message", bytes)
                .isEqualTo(isAdvised);
    }

    private static int bytes(ShardTable table, List<GridMember> members) {
        var voters = members.stream().limit(7).map(GridMember::id).toList();
        return ConfigurationBytes.of(
                new Configuration("grid", 2, members, voters, members.getFirst().run(), table));
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
