package dev.understudy.drills;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// An ask on its way.
///
/// @param answer the answer; fails as asks of a node do
/// @param others the numbers of other entities without which this one cannot answer: its silence may be theirs
public record Asked(CompletableFuture<?> answer, Set<Integer> others) {
    /// Copies the set.
    public Asked {
        others = Set.copyOf(others);
    }

    /// An ask that its entity answers alone.
    public static Asked of(CompletableFuture<?> answer) {
        return new Asked(answer, Set.of());
    }
}
