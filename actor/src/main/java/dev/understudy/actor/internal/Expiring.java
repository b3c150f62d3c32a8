package dev.understudy.actor.internal;

import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.TimeSource;
import org.jspecify.annotations.Nullable;

/// A message that is not worth handling after some time.
///
/// @param deadlineNanos when that is, on the clock `time`
public record Expiring(Object message, long deadlineNanos, TimeSource time) implements Envelope {

    @Override
    public DeadLetter.@Nullable Reason refusal() {
        return time.nanoTime() - deadlineNanos >= 0 ? DeadLetter.Reason.DEADLINE_PASSED : null;
    }
}
