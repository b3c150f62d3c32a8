package dev.understudy.drills;

import static dev.understudy.drills.Linearizability.Kind.FAILS;
import static dev.understudy.drills.Linearizability.Kind.HOLDS;
import static dev.understudy.drills.Linearizability.Kind.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.drills.Operation.Ending;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// A register of a number: what it answers is the number that it holds after the command.
class LinearizabilityTest {
    private static final long WORLDS = 100_000;

    /// Adds to the number; 0 only reads it.
    private static final SequentialModel<Integer, Integer, Integer> ADDER = new Adding<>(input -> input);

    @Test
    void operationsOneAfterTheOtherAreExplained() {
        assertThat(kind(op(1, 1, 0, 1), op(2, 3, 2, 3), op(0, 3, 4, 5))).isEqualTo(HOLDS);
    }

    @Test
    void anAnswerThatForgetsWhatWasAnsweredBeforeFails() {
        assertThat(kind(op(1, 1, 0, 1), op(0, 0, 2, 3))).isEqualTo(FAILS);
    }

    @Test
    void whatOverlapsMayTakeEffectInAnyOrder() {
        assertThat(kind(op(1, 3, 0, 5), op(2, 2, 1, 4))).isEqualTo(HOLDS);
        assertThat(kind(op(1, 1, 0, 5), op(2, 3, 1, 4))).isEqualTo(HOLDS);
        assertThat(kind(op(1, 3, 0, 5), op(2, 3, 1, 4))).isEqualTo(FAILS);
    }

    @Test
    void whatEndsInTheInstantInWhichAnotherBeginsIsConcurrent() {
        assertThat(kind(op(1, 3, 0, 2), op(2, 2, 2, 4))).isEqualTo(HOLDS);
        assertThat(kind(op(1, 3, 0, 2), op(2, 2, 3, 4))).isEqualTo(FAILS);
    }

    @Test
    void anOperationWithoutAnEndMayTakeEffectLongAfterwards() {
        assertThat(kind(open(1, 0), op(0, 0, 10, 11), op(0, 1, 20, 21))).isEqualTo(HOLDS);
    }

    @Test
    void anOperationWithoutAnEndMayNeverTakeEffect() {
        assertThat(kind(open(1, 0), op(0, 0, 10, 11), op(2, 2, 20, 21))).isEqualTo(HOLDS);
    }

    @Test
    void anOperationWithoutAnEndTakesNoEffectTwiceNorIsItUndone() {
        assertThat(kind(open(1, 0), op(0, 2, 10, 11))).isEqualTo(FAILS);
        assertThat(kind(open(1, 0), op(0, 1, 10, 11), op(0, 0, 20, 21))).isEqualTo(FAILS);
    }

    @Test
    void anOperationWithoutAnEndTakesNoEffectBeforeItsBegin() {
        assertThat(kind(op(0, 1, 0, 1), open(1, 2))).isEqualTo(FAILS);
    }

    @Test
    void whatIsKnownToHaveTakenEffectMustHaveBeforeItsEnd() {
        assertThat(kind(known(1, "", 0, 10), op(0, 0, 5, 6), op(0, 1, 12, 13))).isEqualTo(HOLDS);
        assertThat(kind(known(1, "", 0, 10), op(0, 0, 12, 13))).isEqualTo(FAILS);
    }

    @Test
    void operationsOfOneLaneTakeEffectInTheirOrder() {
        var inOrder = List.of(known(1, "lane", 0, 20), known(10, "lane", 1, 20), op(0, 1, 5, 6));
        var outOfOrder = List.of(known(1, "lane", 0, 20), known(10, "lane", 1, 20), op(0, 10, 5, 6));
        var ofNoLane = List.of(known(1, "", 0, 20), known(10, "", 1, 20), op(0, 10, 5, 6));

        assertThat(kind(inOrder)).isEqualTo(HOLDS);
        assertThat(kind(outOfOrder)).isEqualTo(FAILS);
        assertThat(kind(ofNoLane)).isEqualTo(HOLDS);
    }

    @Test
    void anOperationWithoutAnEndIsLeftOutOfItsLaneForGood() {
        var first = new Operation<Integer, Integer>("", "lane", 1, null, Ending.OPEN, 0, Operation.NEVER);

        assertThat(kind(first, known(10, "lane", 1, 5), op(0, 10, 6, 7), op(0, 10, 8, 9)))
                .isEqualTo(HOLDS);
        assertThat(kind(first, known(10, "lane", 1, 5), op(0, 10, 6, 7), op(0, 11, 8, 9)))
                .isEqualTo(FAILS);
    }

    @Test
    void aSearchThatIsTooLongIsGivenUp() {
        List<Operation<Integer, Integer>> many = new ArrayList<>();
        for (int bit = 0; bit < 30; bit++) {
            many.add(open(1 << bit, bit));
        }
        many.add(op(0, -1, 100, 101));

        assertThat(kind(many)).isEqualTo(UNDECIDED);
    }

    @Test
    void aLongHistoryWithSomeConcurrencyTakesFewWorlds() {
        int length = 20_000;

        assertThat(Linearizability.of(ADDER, history(new SplittableRandom(1), length, 3), 40L * length)
                        .kind())
                .isEqualTo(HOLDS);
    }

    @Test
    void whatOneTrueOrderGaveIsAlwaysExplained() {
        for (long seed = 0; seed < 500; seed++) {
            assertThat(kind(history(new SplittableRandom(seed), 30, 3)))
                    .as("seed %d", seed)
                    .isEqualTo(HOLDS);
        }
    }

    @Test
    void everySmallHistoryIsJudgedAsByTryingAllOrders() {
        int explained = 0;
        int runs = 4000;
        for (long seed = 0; seed < runs; seed++) {
            List<Operation<Integer, Integer>> history = anyHistory(new SplittableRandom(seed));
            boolean expected = isExplained(history, new HashSet<>(), 0);
            explained += expected ? 1 : 0;

            assertThat(kind(history)).as("seed %d: %s", seed, history).isEqualTo(expected ? HOLDS : FAILS);
        }
        assertThat(explained).as("of both kinds there are many").isBetween(runs / 10, runs * 9 / 10);
    }

    /// Up to six operations with whatever answers.
    private static List<Operation<Integer, Integer>> anyHistory(RandomGenerator random) {
        List<Operation<Integer, Integer>> history = new ArrayList<>();
        int size = random.nextInt(1, 7);
        long begun = 0;
        for (int i = 0; i < size; i++) {
            int input = random.nextInt(3);
            String lane = random.nextInt(3) == 0 ? "lane" : "";
            long ended = begun + random.nextInt(12);
            history.add(
                    switch (random.nextInt(6)) {
                        case 0 -> new Operation<>("", lane, input, null, Ending.OPEN, begun, Operation.NEVER);
                        case 1 -> known(input, lane, begun, ended);
                        default ->
                            new Operation<>(
                                    "", lane, input, random.nextInt(1 + 2 * size / 2), Ending.ANSWERED, begun, ended);
                    });
            begun += random.nextInt(4);
        }
        return history;
    }

    /// Whether some order of those that are left explains them all; those without an end may be left out.
    private static boolean isExplained(List<Operation<Integer, Integer>> history, Set<Integer> taken, int state) {
        boolean isOver = true;
        for (int next = 0; next < history.size(); next++) {
            isOver &= taken.contains(next) || history.get(next).isOpen();
        }
        if (isOver) {
            return true;
        }
        for (int next = 0; next < history.size(); next++) {
            if (taken.contains(next) || !mayBeNext(history, taken, next)) {
                continue;
            }
            var operation = history.get(next);
            var then = ADDER.step(state, operation.input(), operation.output());
            if (then.isPresent()) {
                Set<Integer> more = new HashSet<>(taken);
                more.add(next);
                if (isExplained(history, more, then.get())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean mayBeNext(List<Operation<Integer, Integer>> history, Set<Integer> taken, int next) {
        var operation = history.get(next);
        for (int other = 0; other < history.size(); other++) {
            boolean isBefore = history.get(other).returnedNanos() < operation.invokedNanos();
            boolean isOfItsLane =
                    !operation.lane().isEmpty() && history.get(other).lane().equals(operation.lane());
            if (taken.contains(other)) {
                if (isOfItsLane && other > next) {
                    return false;
                }
            } else if (isBefore
                    || (isOfItsLane && other < next && !history.get(other).isOpen())) {
                return false;
            }
        }
        return true;
    }

    /// What so many clients see of a register that takes one command after the other.
    private static List<Operation<Integer, Integer>> history(RandomGenerator random, int length, int clients) {
        List<Operation<Integer, Integer>> history = new ArrayList<>();
        long[] free = new long[clients];
        int state = 0;
        for (long effect = 10; history.size() < length; effect += 10) {
            int client = random.nextInt(clients);
            long begun = Math.max(free[client], effect - random.nextInt(40));
            if (begun > effect) {
                continue;
            }
            int input = random.nextInt(4);
            state += input;
            long ended = effect + random.nextInt(40);
            free[client] = ended + 1;
            history.add(op(input, state, begun, ended));
        }
        return history;
    }

    private static Operation<Integer, Integer> op(int input, int output, long begun, long ended) {
        return new Operation<>("", "", input, output, Ending.ANSWERED, begun, ended);
    }

    private static Operation<Integer, Integer> known(int input, String lane, long begun, long ended) {
        return new Operation<>("", lane, input, null, Ending.EFFECTIVE, begun, ended);
    }

    private static Operation<Integer, Integer> open(int input, long begun) {
        return new Operation<>("", "", input, null, Ending.OPEN, begun, Operation.NEVER);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private static Linearizability.Kind kind(Operation<Integer, Integer>... history) {
        return kind(List.of(history));
    }

    private static Linearizability.Kind kind(List<Operation<Integer, Integer>> history) {
        return Linearizability.of(ADDER, history, WORLDS).kind();
    }
}
