package dev.understudy.sharding.ownership;

import java.util.EnumSet;
import java.util.Set;

/// The rules that a node follows: all of them, except in a mutant that the simulator must catch.
public final class Rules {
    private static final Rules ALL = new Rules(EnumSet.noneOf(Rule.class));

    private final Set<Rule> broken;

    private Rules(Set<Rule> broken) {
        this.broken = broken;
    }

    /// What every live node follows.
    public static Rules all() {
        return ALL;
    }

    /// All rules but some, for showing that a simulation fails without them.
    public static Rules without(Rule first, Rule... more) {
        return new Rules(EnumSet.of(first, more));
    }

    /// Whether a rule is followed.
    public boolean hold(Rule rule) {
        return !broken.contains(rule);
    }

    @Override
    public String toString() {
        return broken.isEmpty() ? "all rules" : "all rules but " + broken;
    }
}
