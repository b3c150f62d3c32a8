package dev.understudy.drills;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One command to one entity, as its caller saw it. Times are [System#nanoTime] of one machine.
///
/// @param <I> what is commanded
/// @param <O> what is answered
/// @param id names the command among those of its entity; empty for one that leaves nothing behind, as a question
/// @param lane commands of one lane take effect in the order of the history, if at all; empty for those of none
/// @param input what was commanded
/// @param output what was answered; null where nobody knows, or it says nothing
/// @param ending how it ended
/// @param invokedNanos when it was sent
/// @param returnedNanos by when it had taken effect: when it was answered, or when another answer showed its
///     effect; [#NEVER] where nobody knows
public record Operation<I, O>(
        String id, String lane, I input, @Nullable O output, Ending ending, long invokedNanos, long returnedNanos) {
    /// The end of an operation that nobody has heard of again.
    public static final long NEVER = Long.MAX_VALUE;

    /// How an operation ended.
    public enum Ending {
        /// An answer said, or showed, that it took effect: it must be there to the end.
        EFFECTIVE,
        /// It was answered, and leaves nothing behind.
        ANSWERED,
        /// It may have taken effect, or may still do.
        OPEN,
        /// The grid said that it will never take effect.
        REFUSED
    }

    /// Checks the order of the times.
    public Operation {
        Objects.requireNonNull(input, "input");
        if (returnedNanos < invokedNanos) {
            throw new IllegalArgumentException("%s %s returned before it was invoked".formatted(id, input));
        }
    }

    /// The same in another lane.
    Operation<I, O> inLane(String other) {
        return new Operation<>(id, other, input, output, ending, invokedNanos, returnedNanos);
    }

    /// The same, with an end if it has none.
    Operation<I, O> endedBy(long nanos) {
        return isOpen()
                ? new Operation<>(id, lane, input, output, ending, invokedNanos, Math.max(invokedNanos, nanos))
                : this;
    }

    boolean isOpen() {
        return returnedNanos == NEVER;
    }
}
