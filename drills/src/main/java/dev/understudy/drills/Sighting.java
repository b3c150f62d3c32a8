package dev.understudy.drills;

import java.util.OptionalLong;

/// What the driver's node saw the grid do about a fault. Times are [System#nanoTime]; empty for what it did not see.
///
/// @param detectedNanos when the view was first without the victims
/// @param movedNanos when the first affected entity had another living owner
/// @param takenOverNanos when all of them had
public record Sighting(OptionalLong detectedNanos, OptionalLong movedNanos, OptionalLong takenOverNanos) {
    /// Nothing was seen.
    public static final Sighting NOTHING =
            new Sighting(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
}
