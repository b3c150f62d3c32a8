package dev.understudy.drills;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a workload says about its entities at the end; [HistoryChecker] makes it. A figure that can't be judged is
/// null.
///
/// @param lost effects that an answer said or showed, and that are missing from the final state
/// @param duplicated commands that were applied more than once
/// @param orderViolations tells of one sender that an entity saw out of order
/// @param unaccounted by how much what all entities hold together is off; for the bank, in cents
/// @param invented effects that nobody ordered, or whose order was refused
/// @param gaps numbers that are missing among those of the effects
/// @param notLinearizable entities whose answers no order of their commands explains
/// @param undecided entities for which the search for such an order was given up
/// @param findings the first of what was found, in words for people
public record Judgement(
        @Nullable Long lost,
        @Nullable Long duplicated,
        @Nullable Long orderViolations,
        @Nullable Long unaccounted,
        @Nullable Long invented,
        @Nullable Long gaps,
        @Nullable Long notLinearizable,
        @Nullable Long undecided,
        List<String> findings) {
    /// Nothing could be judged.
    public static final Judgement UNKNOWN = new Judgement(null, null, null);

    /// Nothing is wrong.
    static final Judgement CLEAN = new Judgement(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, List.of());

    /// Copies the findings.
    public Judgement {
        findings = List.copyOf(findings);
    }

    /// Of entities of which not more than this is known.
    public Judgement(@Nullable Long lost, @Nullable Long duplicated, @Nullable Long orderViolations) {
        this(lost, duplicated, orderViolations, null, null, null, null, null, List.of());
    }
}
