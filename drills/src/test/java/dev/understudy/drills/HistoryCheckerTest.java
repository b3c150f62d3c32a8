package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.drills.FinalState.Entry;
import dev.understudy.drills.FinalState.Log;
import dev.understudy.drills.HistoryChecker.Rule;
import dev.understudy.drills.Operation.Ending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// One history that is right, and one that is wrong on purpose for each rule; an entity answers how many commands it
/// has applied.
class HistoryCheckerTest {
    private static final SequentialModel<Integer, String, Integer> COUNTER = new Adding<>(_ -> 1);

    @Test
    void aRightHistoryHasNoFindings() {
        assertThat(check(log("a", "b", "c"), done("a", 1), done("b", 2), open("c"), open("d"), refused("e")))
                .isEmpty();
    }

    @Test
    void whatWasAnsweredAndIsNotThereIsLost() {
        assertThat(check(log("a"), done("a", 1), done("b", 2))).containsExactly(Rule.LOST);
    }

    @Test
    void whatNobodyOrderedIsInvented() {
        assertThat(check(log("a", "x"), done("a", 1))).containsExactly(Rule.INVENTED);
    }

    @Test
    void whatWasRefusedAndIsThereIsInvented() {
        assertThat(check(log("a", "b"), done("a", 1), refused("b"))).containsExactly(Rule.INVENTED);
    }

    @Test
    void whatNobodyAnsweredMayBeThereOrNot() {
        assertThat(check(log("a"), open("a"), open("b"))).isEmpty();
    }

    @Test
    void aCommandThatIsThereTwiceIsDuplicated() {
        assertThat(check(log("a", "b", "a"), done("a", 1), done("b", 2))).containsExactly(Rule.DUPLICATED);
    }

    @Test
    void aNumberThatIsMissingIsAGap() {
        assertThat(check(new Log(List.of(new Entry(1, "a"), new Entry(3, "b"))), done("a", 1), done("b", 2)))
                .containsExactly(Rule.GAP);
    }

    @Test
    void aTellThatOvertookAnotherIsOutOfOrder() {
        assertThat(check(log("b", "a"), told("a"), told("b"))).contains(Rule.OUT_OF_ORDER);
    }

    @Test
    void aTellThatWasLostBreaksNoOrder() {
        assertThat(check(log("a", "c"), told("a"), told("b"), told("c"))).isEmpty();
    }

    @Test
    void anAnswerThatNoOrderExplainsIsFound() {
        assertThat(check(log("a", "b"), done("a", 1), done("b", 1))).containsExactly(Rule.UNEXPLAINED);
    }

    @Test
    void aLogInAnotherOrderThanTheAnswersIsFound() {
        assertThat(check(log("b", "a"), done("a", 1), done("b", 2))).containsExactly(Rule.UNEXPLAINED);
    }

    @Test
    void manyCommandsWithoutAnAnswerAreDecidedByTheLog() {
        List<Step> steps = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.addFirst("c" + i);
            steps.add(open("c" + i));
        }
        steps.add(done("last", 101));
        ids.add("last");

        assertThat(check(log(ids.toArray(String[]::new)), steps.toArray(Step[]::new)))
                .isEmpty();
    }

    @Test
    void whatAnEntityOnlyCountsIsBelieved() {
        assertThat(check(new FinalState.Book(List.of("a"), 1, 1), done("a", 1)))
                .containsExactly(Rule.DUPLICATED, Rule.OUT_OF_ORDER);
    }

    @Test
    void whatTheLastStateDoesNotTellIsNotJudged() {
        Judgement judgement = HistoryChecker.judge(
                Stream.of(new EntityHistory<>("e", Optional.of(COUNTER), at(done("a", 1)), new FinalState.Unknown(2))),
                Optional.empty());

        assertThat(judgement)
                .extracting(
                        Judgement::lost,
                        Judgement::duplicated,
                        Judgement::invented,
                        Judgement::gaps,
                        Judgement::unaccounted)
                .containsOnlyNulls();
        assertThat(judgement.orderViolations()).isEqualTo(2);
        assertThat(judgement.notLinearizable()).isZero();
    }

    @Test
    void findingsOfManyEntitiesAddUpAndAreTold() {
        Judgement judgement = HistoryChecker.judge(
                Stream.of("one", "two").map(entity -> history(entity, log("a"), done("a", 1), done("b", 2))),
                Optional.of(new HistoryChecker.Sum(90, 100)));

        assertThat(judgement.lost()).isEqualTo(2);
        assertThat(judgement.gaps()).isZero();
        assertThat(judgement.unaccounted()).isEqualTo(10);
        assertThat(judgement.findings()).containsExactly("one: LOST: b", "two: LOST: b");
    }

    @Test
    void anEntityThatCannotBeDecidedIsToldApart() {
        assertThat(HistoryChecker.check(history("e", log("a"), done("a", 1)), 0))
                .containsOnlyKeys(Rule.UNDECIDED);
    }

    private static Iterable<Rule> check(FinalState last, Step... steps) {
        return HistoryChecker.check(history("e", last, steps)).keySet();
    }

    private static EntityHistory<Integer, String, Integer> history(String entity, FinalState last, Step... steps) {
        return new EntityHistory<>(entity, Optional.of(COUNTER), at(steps), last);
    }

    private static Log log(String... ids) {
        List<Entry> entries = new ArrayList<>();
        for (String id : ids) {
            entries.add(new Entry(entries.size() + 1, id));
        }
        return new Log(entries);
    }

    /// An operation whose time is told by its place.
    private interface Step {
        Operation<String, Integer> at(long begun);
    }

    private static Step done(String id, int count) {
        return begun -> new Operation<>(id, "", id, count, Ending.EFFECTIVE, begun, begun + 1);
    }

    private static Step open(String id) {
        return begun -> new Operation<>(id, "", id, null, Ending.OPEN, begun, Operation.NEVER);
    }

    private static Step told(String id) {
        return begun -> new Operation<>(id, "lane", id, null, Ending.OPEN, begun, Operation.NEVER);
    }

    private static Step refused(String id) {
        return begun -> new Operation<>(id, "", id, null, Ending.REFUSED, begun, begun + 1);
    }

    private static List<Operation<String, Integer>> at(Step... steps) {
        List<Operation<String, Integer>> operations = new ArrayList<>();
        for (Step step : Arrays.asList(steps)) {
            operations.add(step.at(10L * operations.size()));
        }
        return operations;
    }
}
