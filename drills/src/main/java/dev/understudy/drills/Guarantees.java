package dev.understudy.drills;

import dev.understudy.cluster.Certificates;
import dev.understudy.sharding.ownership.Settings;
import java.time.Duration;
import java.util.Locale;

/// What a grid was set up to promise, as the verdict tells it.
///
/// @param state what the state of an entity is: `volatile` (gone with its node) or `durable`
/// @param certificates which death certificates the grid trusts
/// @param backups how many backups each shard has
/// @param durability where the state of the entities is kept: `volatile` or `memory`
public record Guarantees(String state, String certificates, int backups, String durability) {
    /// How long a node may run entities after it was last heard by a majority.
    static final Duration LEASE = Duration.ofNanos(Settings.defaults().lease());

    /// The same for the entities of a workload.
    Guarantees of(Workload workload) {
        return workload.isStored() ? new Guarantees("durable", certificates, backups, "memory") : this;
    }

    /// How settings and verdicts write it.
    static String word(Certificates certificates) {
        return certificates.name().toLowerCase(Locale.ROOT);
    }
}
