package dev.understudy.sharding;

import java.util.Optional;

/// How a node's sharding is set up.
///
/// @param shards the number of shards, a power of two, the same on all members
/// @param backups how many members beside the owner are named for each shard, in the order in which they take over
/// @param passivation when entities leave memory
/// @param audit where turns are noted, if anywhere
public record ShardingConfig(int shards, int backups, PassivationPolicy passivation, Optional<TurnAudit> audit) {
    public ShardingConfig {
        if (shards < 1 || Integer.bitCount(shards) != 1) {
            throw new IllegalArgumentException("shards is %d and must be a power of two".formatted(shards));
        }
    }
}
