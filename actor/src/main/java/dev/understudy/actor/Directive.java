package dev.understudy.actor;

/// What a supervisor decides about a failed child.
public enum Directive {
    /// Go on with the next message and the same behavior, as if nothing had happened. A child that failed to start
    /// has nothing to go on with and is restarted.
    RESUME,
    /// Replace the behavior by a fresh one; ref and mailbox stay. Counts against the restart limit.
    RESTART,
    /// Stop the child.
    STOP,
    /// Fail the parent with the same failure; its own supervisor decides. The child waits suspended until then.
    ESCALATE
}
