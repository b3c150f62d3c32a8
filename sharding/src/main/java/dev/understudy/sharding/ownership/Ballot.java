package dev.understudy.sharding.ownership;

import java.util.Comparator;

/// Number of one attempt to choose a configuration. Round 0 belongs to the leader that the current
/// configuration names, which may skip the first phase with it.
///
/// @param round greater wins
/// @param proposer breaks ties; it is an incarnation, so that a restarted proposer can't use a number twice
public record Ballot(int round, Incarnation proposer) implements Comparable<Ballot> {
    private static final Comparator<Ballot> ORDER =
            Comparator.comparingInt(Ballot::round).thenComparing(Ballot::proposer);

    @Override
    public int compareTo(Ballot other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return round + "@" + proposer;
    }
}
