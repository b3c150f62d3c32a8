package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Rule;
import dev.understudy.sharding.ownership.Rules;
import java.util.Optional;

/// Takes one rule of the protocol out at a time: a simulator that does not notice would not have noticed a bug
/// either.
///
/// A mutant is caught by a violated invariant, by a schedule directed at it or by random load within [#BUDGET];
/// never by an expectation of a scenario, nor by an exception of the protocol's own code.
public final class Mutants {
    /// Random seeds that a mutant may survive before it counts as a survivor.
    public static final int BUDGET = 1_000;

    private Mutants() {}

    /// How a mutant was caught.
    ///
    /// @param rule what was taken out
    /// @param by the scenario's name, or `seed N`
    /// @param violation what was seen
    public record Catch(Rule rule, String by, Violation violation) {}

    /// Tries to catch the mutant that lacks a rule.
    public static Optional<Catch> hunt(Rule rule) {
        var rules = Rules.without(rule);
        for (var name : ScenarioLibrary.directedAt(rule)) {
            var scenario = withoutExpectations(Scenario.parse(ScenarioLibrary.text(name)));
            var violation = violation(scenario, rules);
            if (violation.isPresent()) {
                return Optional.of(new Catch(rule, name, violation.get()));
            }
        }
        for (long seed = 1; seed <= BUDGET; seed++) {
            var violation = violation(Profile.scenarioOf(seed), rules);
            if (violation.isPresent()) {
                return Optional.of(new Catch(rule, "seed " + seed, violation.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Violation> violation(Scenario scenario, Rules rules) {
        return new Simulation(scenario, rules, null)
                .run()
                .filter(violation -> !violation.invariant().equals("bug"));
    }

    private static Scenario withoutExpectations(Scenario scenario) {
        return scenario.withActions(scenario.actions().stream()
                .filter(action -> !action.verb().equals("expect"))
                .toList());
    }
}
