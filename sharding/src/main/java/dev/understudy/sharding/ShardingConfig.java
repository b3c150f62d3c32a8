package dev.understudy.sharding;

import dev.understudy.cluster.Certificates;
import java.util.Optional;
import java.util.function.LongSupplier;

/// How a node's sharding is set up.
///
/// @param shards the number of shards, a power of two, the same on all members
/// @param backups how many members beside the owner keep a copy of each shard
/// @param expect how many members that host shards found a grid; more than half of the largest size planned
/// @param journalBytes how many bytes the stored entities of a node's own shards may take
/// @param passivation when entities leave memory
/// @param certificates which proofs of death are believed, also of what others say
/// @param audit where turns are noted, if anywhere
/// @param wallClock milliseconds since 1970, for people who read about failovers
public record ShardingConfig(
        int shards,
        int backups,
        int expect,
        long journalBytes,
        PassivationPolicy passivation,
        Certificates certificates,
        Optional<TurnAudit> audit,
        LongSupplier wallClock) {
    public ShardingConfig {
        if (shards < 1 || Integer.bitCount(shards) != 1) {
            throw new IllegalArgumentException("shards is %d and must be a power of two".formatted(shards));
        }
        if (expect < 1) {
            throw new IllegalArgumentException("expect is %d and must be 1 or more".formatted(expect));
        }
        if (journalBytes < 1) {
            throw new IllegalArgumentException("journalBytes is %d and must be 1 or more".formatted(journalBytes));
        }
    }
}
