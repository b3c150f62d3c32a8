package dev.understudy.drills;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an entity would answer if it were asked one thing after the other. Pure.
///
/// @param <S> what it holds; compared by `equals`
/// @param <I> what it is asked
/// @param <O> what it answers
public interface SequentialModel<S, I, O> {
    /// What it holds before it was asked anything.
    S initial();

    /// What it holds after a command took effect.
    ///
    /// @param output what it answered; null where that is not known
    /// @return empty if it can't have answered so, or can't have carried this out
    Optional<S> step(S state, I input, @Nullable O output);
}
