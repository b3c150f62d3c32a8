package dev.understudy.sharding.ownership;

/// Why a tell ended as a dead letter at its sender.
public enum DeadReason {
    /// The owner crashed before it said that it had handled the message; it may have.
    OWNER_CRASHED,
    /// More messages than the sender may hold wait for the shard.
    SENDER_FULL,
    /// The sender itself was excluded from the grid.
    SENDER_EXCLUDED,
    /// The sender has left the grid by plan.
    SENDER_LEFT
}
