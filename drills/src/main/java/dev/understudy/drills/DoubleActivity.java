package dev.understudy.drills;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts pairs of turns that show one entity alive twice. Pure.
///
/// Two activations of an entity must lie one after the other in time, like this:
///
/// ```
///   node-1  activation 3   ──■──■■───■──
///   node-2  activation 1                ──■───■■──
/// ```
///
/// A pair is counted where a turn of one activation begins before a turn of another has ended (*overlap*), and where an
/// activation takes a turn although a newer one has already begun (*interleaving*: the two never ran at the same
/// instant,
/// but each acted on a state that the other had left behind). Which of two activations is newer is told by their first
/// turns.
/// An activation that does nothing harms nobody and is not counted.
final class DoubleActivity {
    private DoubleActivity() {}

    /// The number of offending pairs: each late turn counts once for each newer activation that it meets.
    static long pairs(List<Turn> turns) {
        Map<String, Map<String, List<Turn>>> byEntity = new HashMap<>();
        for (Turn turn : turns) {
            byEntity.computeIfAbsent(turn.entity(), _ -> new HashMap<>())
                    .computeIfAbsent(turn.activation(), _ -> new ArrayList<>())
                    .add(turn);
        }
        return byEntity.values().stream()
                .mapToLong(activations -> pairsOfOneEntity(List.copyOf(activations.values())))
                .sum();
    }

    private static long pairsOfOneEntity(List<List<Turn>> activations) {
        if (activations.size() < 2) {
            return 0;
        }
        List<List<Turn>> oldestFirst = new ArrayList<>(activations);
        oldestFirst.sort(Comparator.comparingLong(DoubleActivity::begin));
        long pairs = 0;
        for (int older = 0; older < oldestFirst.size(); older++) {
            for (int newer = older + 1; newer < oldestFirst.size(); newer++) {
                long begin = begin(oldestFirst.get(newer));
                pairs += oldestFirst.get(older).stream()
                        .filter(turn -> turn.endNanos() > begin)
                        .count();
            }
        }
        return pairs;
    }

    private static long begin(List<Turn> activation) {
        return activation.stream().mapToLong(Turn::startNanos).min().orElseThrow();
    }
}
