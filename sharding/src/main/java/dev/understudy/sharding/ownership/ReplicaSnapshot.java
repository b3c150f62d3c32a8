package dev.understudy.sharding.ownership;

import org.jspecify.annotations.Nullable;

/// Everything that a shard's log said up to a point.
///
/// @param end the last record that it covers; 0 for the empty one
/// @param state what the entities are, or null where nothing has happened yet
/// @param answered the command ids that were answered up to there, with their answers
public record ReplicaSnapshot(long end, @Nullable Payload state, DedupeWindow answered) {
    /// Before the first record.
    static ReplicaSnapshot empty() {
        return new ReplicaSnapshot(0, null, DedupeWindow.EMPTY);
    }
}
