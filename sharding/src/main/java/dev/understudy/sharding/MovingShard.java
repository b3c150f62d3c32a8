package dev.understudy.sharding;

import dev.understudy.sharding.ownership.ShardState;

/// A shard that is on its way from one state to another on this node.
///
/// @param shard its number
/// @param state what this node does about it
/// @param ownerEpoch the ownership that this is about
public record MovingShard(int shard, ShardState state, long ownerEpoch) {}
