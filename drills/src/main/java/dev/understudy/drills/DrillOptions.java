package dev.understudy.drills;

import dev.understudy.cluster.Certificates;

/// What a drill is run with.
///
/// @param nodes how many nodes the grid is founded with
/// @param entities how many entities are asked
/// @param seconds how long the load lasts
/// @param asksPerSecond how many asks a second the load aims at
/// @param seed what victims, times and the mix of the load are drawn from
/// @param certificates which death certificates the grid trusts
public record DrillOptions(
        int nodes, int entities, int seconds, int asksPerSecond, long seed, Certificates certificates) {
    /// The least load: shorter, there is no time before and after the fault.
    public static final int LEAST_SECONDS = 4;

    /// Checks the bounds.
    public DrillOptions {
        require("nodes", nodes, 1, PortBlock.MOST_NODES - 1);
        require("entities", entities, 1, 10_000_000);
        require("seconds", seconds, LEAST_SECONDS, 86_400);
        require("rate", asksPerSecond, 1, 1_000_000);
    }

    /// How the verdict names these options.
    Verdict.Setting setting(Guarantees guarantees) {
        return new Verdict.Setting(nodes, entities, seconds, seed, guarantees);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s is %d, must be %d to %d".formatted(name, value, least, most));
        }
    }
}
