package dev.understudy.cluster;

/// Which of the two connections between members a frame takes. They share nothing, so neither waits for the
/// other.
public enum ChannelKind {
    /// Membership, leases, configurations: few, small, urgent. Frames arrive in order with view changes, on one
    /// thread.
    CONTROL,
    /// Everything else. A member that doesn't keep up slows its own senders and nobody besides.
    DATA
}
