package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoubleActivityTest {
    @Test
    void activationsOneAfterTheOtherHarmNobody() {
        List<Turn> turns =
                List.of(turn("a", "node-1#1", 10, 20), turn("a", "node-1#1", 30, 40), turn("a", "node-2#1", 40, 50));

        assertThat(DoubleActivity.pairs(turns)).isEmpty();
    }

    @Test
    void overlappingTurnsOfTwoActivationsAreAPair() {
        List<Turn> turns = List.of(turn("a", "node-1#1", 10, 30), turn("a", "node-2#1", 29, 40));

        assertThat(DoubleActivity.pairs(turns))
                .containsExactly(new DoubleActivity.Pair(turns.getFirst(), turns.getLast()));
    }

    @Test
    void aLateTurnOfAnOldActivationIsAPairThoughNothingOverlaps() {
        List<Turn> turns = List.of(
                turn("a", "node-1#1", 10, 20),
                turn("a", "node-2#1", 30, 40),
                turn("a", "node-1#1", 50, 60),
                turn("a", "node-2#1", 70, 80));

        assertThat(DoubleActivity.pairs(turns)).hasSize(1);
    }

    @Test
    void aLateTurnCountsOnceForEachNewerActivation() {
        List<Turn> turns = List.of(
                turn("a", "node-1#1", 10, 20),
                turn("a", "node-2#1", 30, 40),
                turn("a", "node-3#1", 50, 60),
                turn("a", "node-1#1", 70, 80));

        assertThat(DoubleActivity.pairs(turns)).hasSize(2);
    }

    @Test
    void turnsOfDifferentEntitiesMayOverlap() {
        List<Turn> turns = List.of(turn("a", "node-1#1", 10, 30), turn("b", "node-2#1", 15, 25));

        assertThat(DoubleActivity.pairs(turns)).isEmpty();
    }

    @Test
    void anEntityMayComeBackToANodeAsANewActivation() {
        List<Turn> turns =
                List.of(turn("a", "node-1#1", 10, 20), turn("a", "node-2#1", 30, 40), turn("a", "node-1#2", 50, 60));

        assertThat(DoubleActivity.pairs(turns)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void oneIntruderInALongHistoryIsFound(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Turn> turns = new ArrayList<>();
        long now = 0;
        for (int activation = 0; activation < 5; activation++) {
            for (int turn = 0; turn < 50; turn++) {
                long start = now + random.nextLong(1, 100);
                now = start + random.nextLong(1, 100);
                turns.add(turn("a", "activation-" + activation, start, now));
            }
        }
        assertThat(DoubleActivity.pairs(turns)).isEmpty();

        Turn victim = turns.get(random.nextInt(turns.size()));
        turns.add(turn("a", "intruder", victim.startNanos(), victim.endNanos()));

        assertThat(DoubleActivity.pairs(turns)).isNotEmpty();
    }

    private static Turn turn(String id, String activation, long start, long end) {
        return new Turn("node-1", "account/" + id, activation, start, end);
    }
}
