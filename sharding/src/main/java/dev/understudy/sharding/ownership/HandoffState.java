package dev.understudy.sharding.ownership;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an owner hands to the next besides the log: from here on it dispatches nothing.
///
/// @param since the first ownership of the unbroken row of handoffs
/// @param delivered the last seq that each lane has delivered
/// @param waiting messages that were not begun, in order for each entity
/// @param begun the asks that left no record, and how they ended
/// @param carried what the entities carry with them, or null for nothing
public record HandoffState(
        long since,
        Map<LaneId, Long> delivered,
        List<Waiting> waiting,
        List<Begun> begun,
        @Nullable Payload carried) {
    public HandoffState {
        waiting = List.copyOf(waiting);
        begun = List.copyOf(begun);
    }

    /// A message that was taken from its lane and not begun.
    ///
    /// @param lane where it came from
    /// @param message what it says
    public record Waiting(LaneId lane, EntityMessage message) {}

    /// An ask that was begun.
    ///
    /// @param id which
    /// @param outcome how it ended, or null while its answer is still to come
    public record Begun(CommandId id, @Nullable AskOutcome outcome) {}
}
