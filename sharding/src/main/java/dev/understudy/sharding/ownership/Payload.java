package dev.understudy.sharding.ownership;

/// What the protocol carries and never looks into: a command, the events of a turn, a reply, a snapshot.
/// Immutable; bytes in a live node.
public interface Payload {
    /// Its size in bytes, for bounds.
    int size();
}
