package dev.understudy.sharding.ownership;

/// That an owner has given a shard up in a handoff: it has drained, sent its lanes, and never dispatches in
/// that ownership again, so its successor need not wait for its lease.
///
/// @param owner who gave it up
/// @param ownerEpoch in which ownership; it says nothing of an earlier or a later one
public record Relinquished(MemberId owner, long ownerEpoch) {}
