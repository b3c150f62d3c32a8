package dev.understudy.drills;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Finds pairs of turns that show one entity alive twice. Pure.
///
/// Two activations of an entity must lie one after the other in time, like this:
///
/// ```
///   node-1  activation 3   ──■──■■───■──
///   node-2  activation 1                ──■───■■──
/// ```
///
/// A pair is found where a turn of one activation begins before a turn of another has ended (*overlap*), and
/// where an activation takes a turn although a newer one has already begun (*interleaving*: the two never ran
/// at the same instant, but each acted on a state that the other had left behind). Which of two activations is
/// newer is told by their first turns. An activation that does nothing harms nobody and is not counted.
final class DoubleActivity {
    /// Two turns that should not both be.
    ///
    /// @param late a turn of an older activation
    /// @param newer the first turn of a newer one, which began before the late turn had ended
    record Pair(Turn late, Turn newer) {
        /// How long the entity was alive twice, as far as this pair shows.
        long overlapNanos() {
            return late.endNanos() - newer.startNanos();
        }
    }

    private DoubleActivity() {}

    /// The offending pairs: each late turn once for each newer activation that it meets.
    static List<Pair> pairs(List<Turn> turns) {
        Map<String, Map<String, List<Turn>>> byEntity = new HashMap<>();
        for (Turn turn : turns) {
            byEntity.computeIfAbsent(turn.entity(), _ -> new HashMap<>())
                    .computeIfAbsent(turn.activation(), _ -> new ArrayList<>())
                    .add(turn);
        }
        return byEntity.values().stream()
                .filter(activations -> activations.size() > 1)
                .flatMap(activations -> pairsOfOneEntity(activations.values()))
                .toList();
    }

    private static Stream<Pair> pairsOfOneEntity(Collection<List<Turn>> activations) {
        List<List<Turn>> oldestFirst = activations.stream()
                .map(activation -> activation.stream()
                        .sorted(Comparator.comparingLong(Turn::startNanos))
                        .toList())
                .sorted(Comparator.comparingLong(
                        activation -> activation.getFirst().startNanos()))
                .toList();
        Stream.Builder<Pair> pairs = Stream.builder();
        for (int older = 0; older < oldestFirst.size(); older++) {
            for (int newer = older + 1; newer < oldestFirst.size(); newer++) {
                Turn first = oldestFirst.get(newer).getFirst();
                oldestFirst.get(older).stream()
                        .filter(turn -> turn.endNanos() > first.startNanos())
                        .forEach(late -> pairs.add(new Pair(late, first)));
            }
        }
        return pairs.build();
    }
}
