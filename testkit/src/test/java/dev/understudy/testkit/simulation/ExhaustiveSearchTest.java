package dev.understudy.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.sharding.ownership.Rule;
import dev.understudy.sharding.ownership.Rules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ExhaustiveSearchTest {
    static List<Scope> scopes() {
        // With both commands the crash has twenty times as many states, and both faults at once three hundred times:
        // scripts/sim --exhaustive visits them.
        return List.of(Scope.CRASH.with(List.of(Scope.ask(1, "a"))), Scope.FREEZE, Scope.JOINT.with(List.of()));
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void noReachableStateViolatesAnything(Scope scope) {
        var result = new ExhaustiveSearch(scope, Rules.all()).run(Integer.MAX_VALUE);

        assertThat(result.violation()).isEmpty();
        assertThat(result.complete()).isTrue();
        assertThat(result.states()).isGreaterThan(30_000);
    }

    @ParameterizedTest
    @CsvSource({
        "one ask, MAJORITY, I1",
        "one ask, LEASE_BEFORE_EACH_TURN, I5",
        "one ask, LEASE_WAIT, I4",
        "one ask, REPLY_WAITS_FOR_APPENDS, I3",
        "two tells, NO_FORWARDING, I6",
    })
    void aMutantIsFoundAgainByAShortestPath(String commands, Rule rule, String invariant) {
        var ops = commands.equals("one ask")
                ? List.of(Scope.ask(1, "a"))
                : List.of(Scope.tell(1, "a"), Scope.tell(2, "a"));

        var result = new ExhaustiveSearch(Scope.JOINT.with(ops), Rules.without(rule)).run(Integer.MAX_VALUE);

        assertThat(result.violation()).get().extracting(Violation::invariant).isEqualTo(invariant);
        assertThat(result.path()).hasSizeBetween(2, 60);
    }

    @Test
    void aSearchThatIsCutShortSaysSo() {
        var result = new ExhaustiveSearch(Scope.CRASH, Rules.all()).run(100);

        assertThat(result.complete()).isFalse();
        assertThat(result.states()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void timesCountRelativeToNowAndNoFurtherThanTheHorizon() {
        long now = StateImage.TIMES_FROM + 10_000;

        assertThat(StateImage.of(List.of(now - 5), now, 100)).isEqualTo(StateImage.of(List.of(now + 2), now + 7, 100));
        assertThat(StateImage.of(List.of(now - 5), now, 100)).isNotEqualTo(StateImage.of(List.of(now - 6), now, 100));
        assertThat(StateImage.of(List.of(now - 500), now, 100)).isEqualTo(StateImage.of(List.of(now - 600), now, 100));
        assertThat(StateImage.of(List.of(5L), now, 100)).isNotEqualTo(StateImage.of(List.of(6L), now, 100));
    }

    @Test
    void orderCountsWhereACollectionHasOne() {
        var oneWay = new LinkedHashMap<>(Map.of("a", 1L));
        oneWay.put("b", 2L);
        var otherWay = new LinkedHashMap<>(Map.of("b", 2L));
        otherWay.put("a", 1L);

        assertThat(StateImage.of(oneWay, 0, 0)).isNotEqualTo(StateImage.of(otherWay, 0, 0));
        assertThat(StateImage.of(Map.copyOf(oneWay), 0, 0)).isEqualTo(StateImage.of(Map.copyOf(otherWay), 0, 0));
        assertThat(StateImage.of(new ArrayDeque<>(List.of(1L, 2L)), 0, 0))
                .isEqualTo(StateImage.of(new ArrayList<>(List.of(1L, 2L)), 0, 0));
    }

    @Test
    void whatAStateMayHoldButNobodyUnderstandsIsRefused() {
        assertThatThrownBy(() -> StateImage.of(new Thread(), 0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.lang.Thread");
    }
}
