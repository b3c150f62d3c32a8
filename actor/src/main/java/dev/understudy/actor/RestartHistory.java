package dev.understudy.actor;

import java.util.ArrayDeque;

/// When something was restarted of late: the restart limit. Pure: the clock is an argument.
final class RestartHistory {

    private final ArrayDeque<Long> restarts = new ArrayDeque<>();

    /// Notes a restart at this time.
    ///
    /// @return which restart within the window it is, from 1; or 0 if it is one too many, and is not noted
    int restart(SupervisorStrategy strategy, long now) {
        long window = strategy.window().toNanos();
        while (!restarts.isEmpty() && now - restarts.peekFirst() >= window) {
            restarts.removeFirst();
        }
        if (restarts.size() >= strategy.maxRestarts()) {
            return 0;
        }
        restarts.addLast(now);
        return restarts.size();
    }
}
