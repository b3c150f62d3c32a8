package dev.understudy.sharding.ownership;

import java.util.Map;
import java.util.Optional;

/// Which commands a shard has answered, and what, as a snapshot keeps it: the last answers of the last producers.
/// [AnswerWindow] is the same while it grows.
///
/// @param producers answers by producer, the one unused for longest first
/// @param forgotten whether a producer has ever fallen out with answers
public record DedupeWindow(Map<Incarnation, Answers> producers, boolean forgotten) {
    static final DedupeWindow EMPTY = new DedupeWindow(Map.of(), false);

    /// One producer's answers.
    ///
    /// @param floor every seq up to it has been forgotten
    /// @param replies by command seq; empty for a command whose answer came after its events, and is not known
    public record Answers(long floor, Map<Long, Optional<Payload>> replies) {}
}
