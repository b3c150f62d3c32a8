package dev.understudy.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.sharding.ownership.Rules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ScenarioTest {
    static List<String> names() {
        return ScenarioLibrary.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyScenarioHolds(String name) {
        var trace = new ArrayList<String>();

        var violation = new Simulation(Scenario.parse(ScenarioLibrary.text(name)), Rules.all(), trace::add).run();

        assertThat(violation).as(() -> String.join("\n", trace)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theTextFormIsReadBackAsItWas(String name) {
        var scenario = Scenario.parse(ScenarioLibrary.text(name));

        assertThat(Scenario.parse(scenario.format())).isEqualTo(scenario);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        var first = new ArrayList<String>();
        var second = new ArrayList<String>();

        new Simulation(Profile.scenarioOf(42), Rules.all(), first::add).run();
        new Simulation(Profile.scenarioOf(42), Rules.all(), second::add).run();

        assertThat(first).hasSizeGreaterThan(500).isEqualTo(second);
    }

    @Test
    void theLargestGridOfAProfileIsItsLargest() {
        assertThat(Profile.FIVE_NODES.largest(42).nodes()).isEqualTo(5);
        assertThat(Profile.NINE_NODES.largest(42).nodes()).isEqualTo(9);
        assertThat(Profile.NINE_NODES.largest(42).shards()).isEqualTo(16);
    }

    @Test
    void anExpectationThatDoesNotHoldIsAViolation() {
        var scenario = Scenario.parse("grid nodes=3\nat 400 expect owner 0 a\n");

        var violation = new Simulation(scenario, Rules.all(), null).run();

        assertThat(violation).get().extracting(Violation::invariant).isEqualTo("expectation");
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        assertThatThrownBy(() -> Scenario.parse("grid nodes=3 colour=red\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> new Simulation(Scenario.parse("at 10 explode a\n"), Rules.all(), null).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("explode");
    }
}
