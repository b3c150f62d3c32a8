package dev.understudy.actor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What looks like actors that somebody forgot to stop, from several looks at the same system. What did not
/// stop when a system closed is in its [ShutdownReport].
///
/// @param growing families that were larger at each look than at the one before, the largest growth first
/// @param idleLongest as of the last look
public record LeakReport(List<Growth> growing, List<Census.Idle> idleLongest) {

    public LeakReport {
        growing = List.copyOf(growing);
        idleLongest = List.copyOf(idleLongest);
    }

    /// A family that grows.
    ///
    /// @param first how many there were at the first look
    /// @param last how many at the last
    public record Growth(Census.Family family, long first, long last) {}

    /// Compares looks at one system, in the order they were taken.
    ///
    /// @param looks at least three, as two of anything are on the way up half of the time
    public static LeakReport of(List<Census> looks) {
        if (looks.size() < 3) {
            throw new IllegalArgumentException("looks: " + looks.size() + " are fewer than 3");
        }
        var growing = new ArrayList<Growth>();
        for (var family : looks.getLast().alive().keySet()) {
            var counts = looks.stream()
                    .map(look -> look.alive().getOrDefault(family, 0L))
                    .toList();
            boolean grows = true;
            for (int i = 1; i < counts.size(); i++) {
                grows &= counts.get(i) > counts.get(i - 1);
            }
            if (grows) {
                growing.add(new Growth(family, counts.getFirst(), counts.getLast()));
            }
        }
        growing.sort(
                Comparator.comparingLong((Growth it) -> it.last() - it.first()).reversed());
        return new LeakReport(growing, looks.getLast().idleLongest());
    }
}
