package dev.understudy.sharding.ownership;

import java.util.EnumSet;
import java.util.Set;

/// What one member's copy of a shard is doing.
///
/// ```text
///             learner            in-sync
///     NONE ------------> LEARNER -------> BACKUP <-----------------------+
///       ^                   |               |  ^                         |
///       |   not mentioned   |               |  | another owner           | another owner
///       +-------------------+---------------+  | (or excluded)           |
///                                           |  |                         |
///                          owner, new epoch v  |                         |
///     (from any state) ------------------> TAKEOVER                      |
///                                              | all in-sync sealed      |
///                                              v                         |
///                                          WAIT_LEASE                    |
///                                              | predecessors' leases    |
///                                              | over, own lease valid   |
///                       lease lost             v    handoff order        |
///              FENCED <------------------- ACTIVE -------> DRAINING      |
///                |  ^                       ^  ^              | |        |
///                |  |  leased again         |  | gave it up   | | drained|
///                |  +-----------------------+  +--------------+ v        |
///                |     lease lost while DRAINING            HANDED       |
///                +-----------------------------------------------+-------+
/// ```
///
/// Anything else is a bug of the protocol and throws.
public enum ShardState {
    /// Holds no copy.
    NONE,
    /// Takes a snapshot and live appends; nobody counts on it yet.
    LEARNER,
    /// Holds everything that was acknowledged.
    BACKUP,
    /// Is the owner and makes the in-sync replicas' logs its own; holds what comes in.
    TAKEOVER,
    /// Waits until no earlier owner can be running, and for a lease of its own.
    WAIT_LEASE,
    /// Dispatches.
    ACTIVE,
    /// Finishes what runs, to hand over.
    DRAINING,
    /// Has sent its state to its successor; never dispatches in this ownership again.
    HANDED,
    /// Owner without a lease, or refused by a sealed replica: nothing is dispatched, nothing sent.
    FENCED;

    private static final Set<ShardState> OWNING = EnumSet.of(TAKEOVER, WAIT_LEASE, ACTIVE, DRAINING, HANDED, FENCED);

    /// Whether a copy in this state is its shard's owner, as far as it knows.
    public boolean owns() {
        return OWNING.contains(this);
    }

    /// Goes on to another state.
    ///
    /// @throws IllegalStateException if the picture has no such arrow
    ShardState to(ShardState next, int shard) {
        if (!leadsTo(next)) {
            throw new IllegalStateException(
                    "shard " + shard + " can't go from " + this + " to " + next + ": a bug of the protocol");
        }
        return next;
    }

    /// Whether the picture has an arrow.
    boolean leadsTo(ShardState next) {
        return switch (next) {
            case NONE, TAKEOVER -> true;
            case LEARNER, BACKUP -> this != next;
            case WAIT_LEASE -> this == TAKEOVER;
            case ACTIVE -> this == WAIT_LEASE || this == DRAINING || this == FENCED;
            case DRAINING -> this == ACTIVE;
            case HANDED -> this == DRAINING;
            case FENCED -> this == ACTIVE || this == DRAINING || this == TAKEOVER || this == WAIT_LEASE;
        };
    }
}
