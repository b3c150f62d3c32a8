package dev.understudy.actor;

import java.time.Duration;

/// Timers of one actor. Each has a key; starting a key again replaces the old timer, and a message of the old one
/// that already waits in the mailbox is discarded. They end when the actor restarts or stops. Use inside the actor
/// only.
///
/// @param <M> what the actor accepts
public interface Timers<M> {

    /// Sends `message` to the actor once, after `delay`.
    void startOnce(Object key, M message, Duration delay);

    /// Sends `message` to the actor again and again, each time `interval` after the last one was sent.
    void startWithFixedDelay(Object key, M message, Duration interval);

    /// Sends `message` to the actor again and again at a steady rate; what was missed is caught up.
    void startAtFixedRate(Object key, M message, Duration interval);

    /// Cancels a timer; its message, if already in the mailbox, is discarded.
    ///
    /// @return whether there was such a timer
    boolean cancel(Object key);

    /// Cancels all.
    void cancelAll();

    /// Whether the timer is started and, if it is to fire once, has not fired.
    boolean isActive(Object key);
}
