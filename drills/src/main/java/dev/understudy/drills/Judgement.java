package dev.understudy.drills;

import org.jspecify.annotations.Nullable;

/// What a workload says about its entities at the end. A figure that it cannot judge is null.
///
/// @param lost acknowledged effects that are missing from the final state
/// @param duplicated commands that were applied more than once
/// @param orderViolations tells of one sender that an entity saw out of order
public record Judgement(
        @Nullable Long lost,
        @Nullable Long duplicated,
        @Nullable Long orderViolations) {}
