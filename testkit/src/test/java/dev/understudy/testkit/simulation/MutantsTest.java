package dev.understudy.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.sharding.ownership.Rule;
import dev.understudy.sharding.ownership.Rules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MutantsTest {
    @ParameterizedTest
    @EnumSource(Rule.class)
    void everyRuleIsMissedWhenItIsTakenOut(Rule rule) {
        assertThat(Mutants.hunt(rule)).as("the mutant without " + rule).isPresent();
    }

    @Test
    void aViolatedScheduleShrinksToWhatMatters() {
        var rules = Rules.without(Rule.SEAL_ONCE);
        var failing = Scenario.parse(ScenarioLibrary.text("late-seal"));

        var shrunk = Shrinker.shrink(failing, rules, "I3");

        assertThat(new Simulation(shrunk, rules, null).run()).isPresent();
        assertThat(shrunk.actions())
                .hasSizeLessThan(failing.actions().size())
                .extracting(Action::verb)
                .contains("copy", "release", "crash")
                .doesNotContain("expect");
    }
}
