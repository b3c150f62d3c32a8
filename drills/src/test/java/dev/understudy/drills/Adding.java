package dev.understudy.drills;

import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// An entity that is a number: each command adds something to it, and is answered with what it is then.
///
/// @param added what a command adds
record Adding<I>(ToIntFunction<I> added) implements SequentialModel<Integer, I, Integer> {
    @Override
    public Integer initial() {
        return 0;
    }

    @Override
    public Optional<Integer> step(Integer state, I input, @Nullable Integer output) {
        int sum = state + added.applyAsInt(input);
        return output == null || output == sum ? Optional.of(sum) : Optional.empty();
    }
}
