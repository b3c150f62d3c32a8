package dev.understudy.drills;

import java.util.List;
import java.util.Optional;

/// All that was seen of one entity from outside.
///
/// @param entity its name
/// @param model how it should answer; empty where it was asked by others too, or its answers say nothing
/// @param operations what was sent to it, those of a lane in their order
/// @param last what it shows in the end
public record EntityHistory<S, I, O>(
        String entity, Optional<SequentialModel<S, I, O>> model, List<Operation<I, O>> operations, FinalState last) {
    /// Copies the operations.
    public EntityHistory {
        operations = List.copyOf(operations);
    }
}
