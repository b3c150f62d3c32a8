package dev.understudy.drills;

import org.jspecify.annotations.Nullable;

/// What a workload says about its entities at the end. A figure that it cannot judge is null.
///
/// @param lost acknowledged effects that are missing from the final state
/// @param duplicated commands that were applied more than once
/// @param orderViolations tells of one sender that an entity saw out of order
/// @param unaccounted by how much what all entities hold together is off; for the bank, in cents
public record Judgement(
        @Nullable Long lost,
        @Nullable Long duplicated,
        @Nullable Long orderViolations,
        @Nullable Long unaccounted) {
    /// Of entities that hold nothing together.
    public Judgement(@Nullable Long lost, @Nullable Long duplicated, @Nullable Long orderViolations) {
        this(lost, duplicated, orderViolations, null);
    }
}
