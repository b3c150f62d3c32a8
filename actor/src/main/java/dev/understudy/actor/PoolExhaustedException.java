package dev.understudy.actor;

import org.jspecify.annotations.Nullable;

/// A [Router]'s pool lost more workers than its strategy's restart limit allows: whatever ends them is not
/// mended by starting more.
public final class PoolExhaustedException extends UnderstudyException {

    PoolExhaustedException(String path, SupervisorStrategy strategy, @Nullable Throwable last) {
        super(
                "pool " + path + " lost more than " + strategy.maxRestarts() + " workers within " + strategy.window(),
                last);
    }
}
