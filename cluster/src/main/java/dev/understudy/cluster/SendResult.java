package dev.understudy.cluster;

/// What became of an attempt to send. The outcome is known at once; nothing is queued unless it says so.
public enum SendResult {
    /// Queued. It arrives in order behind the earlier frames to the same member on the same channel, or not at
    /// all (the member left, or the connection to it broke).
    ACCEPTED,
    /// Not queued: that member takes frames more slowly than they are sent. Try later or give up.
    BUSY,
    /// Not queued: not in the current view, or the transport isn't running.
    UNKNOWN_MEMBER
}
