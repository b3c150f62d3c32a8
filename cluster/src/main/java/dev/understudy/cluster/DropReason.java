package dev.understudy.cluster;

/// Why bytes were thrown away. Each reason is counted in [TransportCounters].
public enum DropReason {
    /// Received from somebody who is not in the view.
    NOT_A_MEMBER,
    /// Received, but meant for an earlier connection between the same two members.
    STALE_GENERATION,
    /// Received in excess of the credit that was given; the sender breaks the protocol.
    OVERRUN,
    /// Received, but its form is wrong.
    MALFORMED,
    /// Accepted from a local sender, and the member left or its connection broke before it was sent.
    NOT_SENT,
    /// Received from a process of another cluster.
    FOREIGN_CLUSTER,
    /// Received from, or connection refused to, a process that speaks another version.
    VERSION_MISMATCH,
    /// A connection that doesn't speak the protocol at all.
    GARBAGE,
    /// A part of a large frame whose other parts did not arrive.
    INCOMPLETE
}
