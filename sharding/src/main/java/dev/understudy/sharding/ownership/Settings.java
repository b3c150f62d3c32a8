package dev.understudy.sharding.ownership;

import java.time.Duration;
import java.util.function.Consumer;

/// What the protocol is tuned with. All members of a grid must agree on `shards`, `lease` and `drift`; the
/// genesis fixes them.
///
/// @param authority who chooses configurations and grants leases
/// @param shards how many shards, a power of two
/// @param backups replicas of a shard beside its owner
/// @param minInSync fewest in-sync replicas, the owner included, with which commands are taken
/// @param durability what a copy survives
/// @param expect how many members that never belonged to a grid found one; more than half of the largest size
///        planned
/// @param lease how long a node may run entities after a heartbeat that a majority acknowledged was sent
/// @param driftPerMille how far two clocks may run apart, in thousandths
/// @param heartbeat how often every member writes to every voter
/// @param suspectAfter silence after which a voter proposes to exclude a member; more than `lease`, so that
///        leases are over by then
/// @param vouch a voter that heard from a member within this time objects to its exclusion
/// @param batch how long a proposer gathers changes
/// @param pace least time from one configuration to the next that nobody comes or goes with, so that members
/// have time
///        to follow while many shards move
/// @param retry after which an unanswered message is sent again
/// @param handoffLimit after which a handoff is given up
/// @param movesAtOnce shards that change their owner at one time; four times as many get copies
/// @param window most unacknowledged messages of one lane
/// @param dedupeWindow answers kept for each producer and shard; never less than `window`
/// @param dedupeProducers producers for which answers are kept in one shard
/// @param heldPerShard most messages of one shard that an owner holds while it can't run them, and that a sender
///        holds while they are not handled
/// @param heldBytesPerShard most bytes of them; a single larger message is taken where nothing else waits
/// @param heldBytesPerNode most bytes over all shards of a node
/// @param snapshotEvery records after which a snapshot is asked for
public record Settings(
        AuthorityKind authority,
        int shards,
        int backups,
        int minInSync,
        Durability durability,
        int expect,
        long lease,
        long driftPerMille,
        long heartbeat,
        long suspectAfter,
        long vouch,
        long batch,
        long pace,
        long retry,
        long handoffLimit,
        int movesAtOnce,
        int window,
        int dedupeWindow,
        int dedupeProducers,
        int heldPerShard,
        long heldBytesPerShard,
        long heldBytesPerNode,
        int snapshotEvery) {
    public Settings {
        ShardId.requireShardCount(shards);
        if (dedupeWindow < window) {
            throw new IllegalArgumentException("the dedupe window (" + dedupeWindow
                    + ") must hold what a lane may have outstanding (" + window + "): a retry could run twice");
        }
        if (suspectAfter <= lease) {
            throw new IllegalArgumentException(
                    "suspectAfter must be longer than the lease: " + suspectAfter + " <= " + lease);
        }
        if (minInSync < 1 || minInSync > backups + 1) {
            throw new IllegalArgumentException("minInSync is 1 to backups + 1: " + minInSync);
        }
    }

    /// The defaults, with times in nanoseconds.
    public static Settings defaults() {
        return new Settings(
                AuthorityKind.QUORUM,
                ShardId.DEFAULT_SHARDS,
                Placement.DEFAULT_BACKUPS,
                1,
                Durability.MEMORY,
                3,
                Duration.ofMillis(1500).toNanos(),
                1,
                Duration.ofMillis(250).toNanos(),
                Duration.ofMillis(2000).toNanos(),
                Duration.ofMillis(500).toNanos(),
                Duration.ofMillis(5).toNanos(),
                Duration.ofMillis(50).toNanos(),
                Duration.ofMillis(100).toNanos(),
                Duration.ofSeconds(5).toNanos(),
                32,
                64,
                128,
                1024,
                4096,
                8L << 20,
                64L << 20,
                100);
    }

    /// The same with another authority.
    public Settings withAuthority(AuthorityKind newAuthority) {
        return with(draft -> draft.authority = newAuthority);
    }

    /// The same with other sizes.
    public Settings withShards(int newShards, int newBackups) {
        return with(draft -> {
            draft.shards = newShards;
            draft.backups = newBackups;
        });
    }

    /// The same with another durability.
    public Settings withDurability(Durability newDurability) {
        return with(draft -> draft.durability = newDurability);
    }

    /// The same with another number of founding members.
    public Settings withExpect(int newExpect) {
        return with(draft -> draft.expect = newExpect);
    }

    /// The same with other limits of lanes and logs.
    public Settings withLimits(int newWindow, int newDedupeWindow, int newHeldPerShard, int newSnapshotEvery) {
        return with(draft -> {
            draft.window = newWindow;
            draft.dedupeWindow = newDedupeWindow;
            draft.heldPerShard = newHeldPerShard;
            draft.snapshotEvery = newSnapshotEvery;
        });
    }

    /// The same with another number of producers whose answers are kept.
    public Settings withDedupeProducers(int newDedupeProducers) {
        return with(draft -> draft.dedupeProducers = newDedupeProducers);
    }

    /// The same with other limits of the bytes that wait.
    public Settings withHeldBytes(long perShard, long perNode) {
        return with(draft -> {
            draft.heldBytesPerShard = perShard;
            draft.heldBytesPerNode = perNode;
        });
    }

    /// The same with fewer or more replicas demanded.
    public Settings withMinInSync(int newMinInSync) {
        return with(draft -> draft.minInSync = newMinInSync);
    }

    /// A duration as the clock that runs fastest must measure it to be sure that the slowest has seen it pass:
    /// both run off by up to the drift, so twice it, and a third for what rounding and the second order take.
    long stretched(long duration) {
        return duration + duration * 3 * driftPerMille / 1000 + 1;
    }

    private Settings with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /// Settings while some of them are exchanged.
    private static final class Draft {
        private AuthorityKind authority;
        private int shards;
        private int backups;
        private int minInSync;
        private Durability durability;
        private int expect;
        private long lease;
        private long driftPerMille;
        private long heartbeat;
        private long suspectAfter;
        private long vouch;
        private long batch;
        private long pace;
        private long retry;
        private long handoffLimit;
        private int movesAtOnce;
        private int window;
        private int dedupeWindow;
        private int dedupeProducers;
        private int heldPerShard;
        private long heldBytesPerShard;
        private long heldBytesPerNode;
        private int snapshotEvery;

        Draft(Settings settings) {
            authority = settings.authority;
            shards = settings.shards;
            backups = settings.backups;
            minInSync = settings.minInSync;
            durability = settings.durability;
            expect = settings.expect;
            lease = settings.lease;
            driftPerMille = settings.driftPerMille;
            heartbeat = settings.heartbeat;
            suspectAfter = settings.suspectAfter;
            vouch = settings.vouch;
            batch = settings.batch;
            pace = settings.pace;
            retry = settings.retry;
            handoffLimit = settings.handoffLimit;
            movesAtOnce = settings.movesAtOnce;
            window = settings.window;
            dedupeWindow = settings.dedupeWindow;
            dedupeProducers = settings.dedupeProducers;
            heldPerShard = settings.heldPerShard;
            heldBytesPerShard = settings.heldBytesPerShard;
            heldBytesPerNode = settings.heldBytesPerNode;
            snapshotEvery = settings.snapshotEvery;
        }

        Settings settings() {
            return new Settings(
                    authority,
                    shards,
                    backups,
                    minInSync,
                    durability,
                    expect,
                    lease,
                    driftPerMille,
                    heartbeat,
                    suspectAfter,
                    vouch,
                    batch,
                    pace,
                    retry,
                    handoffLimit,
                    movesAtOnce,
                    window,
                    dedupeWindow,
                    dedupeProducers,
                    heldPerShard,
                    heldBytesPerShard,
                    heldBytesPerNode,
                    snapshotEvery);
        }
    }
}
