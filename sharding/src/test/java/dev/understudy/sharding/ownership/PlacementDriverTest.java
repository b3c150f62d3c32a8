package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlacementDriverTest {
    private static final MemberId A = new MemberId("a");
    private static final MemberId B = new MemberId("b");
    private static final MemberId C = new MemberId("c");

    private final Settings settings = Settings.defaults().withShards(8, 1);
    private final PlacementDriver driver = new PlacementDriver(settings);

    @Test
    void aHandoffUnderWayIsTakenForDone() {
        var before = configuration(5, List.of(row(A, B), row(A, B), row(A, B), row(A, C)));
        var first = driver.plan(before, Set.of(), 0);
        assertThat(first.swaps()).isNotEmpty();
        first.swaps().forEach(swap -> driver.order(before, swap, 0));

        var unchanged = configuration(6, before.table().assignments());
        var again = driver.plan(unchanged, Set.of(), 1);

        assertThat(again.swaps()).containsExactlyInAnyOrderElementsOf(first.swaps());
    }

    @Test
    void aHandoffThatIsDoneLeavesNothingToDo() {
        var before = configuration(5, List.of(row(A, B), row(A, B), row(A, B), row(A, C)));
        var rows = new ArrayList<>(before.table().assignments());
        for (var swap : driver.plan(before, Set.of(), 0).swaps()) {
            driver.order(before, swap, 0);
            rows.set(
                    swap.shard(),
                    new ShardAssignment(swap.member(), 6, List.of(swap.member(), A), List.of(), List.of(), null, 0));
        }

        assertThat(driver.plan(configuration(6, rows), Set.of(), 1).swaps()).isEmpty();
    }

    @Test
    void anOrderThatItsOwnerMustHaveGivenUpIsForgotten() {
        var before = configuration(5, List.of(row(A, B), row(A, B), row(A, B), row(A, C)));
        var first = driver.plan(before, Set.of(), 0);
        first.swaps().forEach(swap -> driver.order(before, swap, 0));

        var later = driver.plan(before, Set.of(), 3 * settings.handoffLimit());

        assertThat(later.swaps()).isEqualTo(first.swaps());
    }

    private static ShardAssignment row(MemberId owner, MemberId backup) {
        return ShardAssignment.settled(1, List.of(owner, backup));
    }

    private static Configuration configuration(long epoch, List<ShardAssignment> some) {
        var rows = new ArrayList<>(some);
        while (rows.size() < 8) {
            rows.add(rows.size() % 2 == 0 ? row(B, C) : row(C, B));
        }
        var members = List.of(GridMember.of("a"), GridMember.of("b"), GridMember.of("c"));
        return new Configuration(
                "grid",
                epoch,
                members,
                List.of(A, B, C),
                new Incarnation(A, 1),
                new ShardTable(epoch, rows.subList(0, 8)));
    }
}
