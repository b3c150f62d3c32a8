package dev.understudy.actor.internal;

import java.time.Duration;
import java.util.List;

/// What a drained actor had not processed.
///
/// @param messages what waited in its mailbox, in order; envelopes come as envelopes
/// @param stash what it had stashed, in order
/// @param timers its timers that were still to fire
public record Leftover(List<Object> messages, List<Object> stash, List<Timer> timers) {

    /// Nothing left.
    public static final Leftover NONE = new Leftover(List.of(), List.of(), List.of());

    public Leftover {
        messages = List.copyOf(messages);
        stash = List.copyOf(stash);
        timers = List.copyOf(timers);
    }

    /// A timer that was still to fire.
    ///
    /// @param key its key
    /// @param message what it sends
    /// @param remaining until it fires next
    /// @param interval between firings; zero if it fires once
    /// @param fixedRate whether the interval is between due times rather than after each firing
    public record Timer(Object key, Object message, Duration remaining, Duration interval, boolean fixedRate) {}
}
