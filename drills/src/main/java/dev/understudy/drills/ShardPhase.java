package dev.understudy.drills;

/// A shard that is in motion on a node, as the node itself tells.
///
/// @param shard its number
/// @param state where it stands in the protocol, such as `DRAINING`
/// @param ownerEpoch of its ownership there
public record ShardPhase(int shard, String state, long ownerEpoch) {}
