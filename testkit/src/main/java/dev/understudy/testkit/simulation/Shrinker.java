package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Rules;
import java.util.ArrayList;

/// Makes a violated scenario smaller: leaves out what it can of the schedule, in halves, quarters and so on
/// down to single lines, as long as the same invariant stays violated (Zeller's delta debugging).
public final class Shrinker {
    private Shrinker() {}

    /// The smallest scenario found that violates the same invariant.
    public static Scenario shrink(Scenario failing, Rules rules, String invariant) {
        var smallest = failing;
        int chunk = Math.max(1, smallest.actions().size() / 2);
        while (true) {
            boolean shrunk = false;
            for (int from = 0; from < smallest.actions().size(); ) {
                var actions = new ArrayList<>(smallest.actions());
                actions.subList(from, Math.min(actions.size(), from + chunk)).clear();
                var candidate = smallest.withActions(actions);
                if (violates(candidate, rules, invariant)) {
                    smallest = candidate;
                    shrunk = true;
                } else {
                    from += chunk;
                }
            }
            if (chunk == 1 && !shrunk) {
                return smallest;
            }
            chunk = Math.max(1, chunk / 2);
        }
    }

    private static boolean violates(Scenario scenario, Rules rules, String invariant) {
        return new Simulation(scenario, rules, null)
                .run()
                .map(violation -> violation.invariant().equals(invariant))
                .orElse(false);
    }
}
