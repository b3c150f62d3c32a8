package dev.understudy.sharding.ownership;

/// What an owner asks of the next configuration for one shard.
///
/// It holds for the configuration that it was made under and no later one: a request that outlived a change
/// could put a replica among the in-sync that has been removed and taken back since, and that the owner no
/// longer waits for. Owners ask again.
public sealed interface OwnerRequest {
    /// The shard it is about.
    int shard();

    /// The ownership under which it was made.
    long ownerEpoch();

    /// A learner holds everything and is waited for from now on: count it as in-sync.
    record LearnerReady(int shard, long ownerEpoch, MemberId learner) implements OwnerRequest {}

    /// The shard's state has been handed to that run of the target, which has it all: make it the owner. A later
    /// run has lost what the log does not hold.
    record HandedOff(int shard, long ownerEpoch, Incarnation target) implements OwnerRequest {}

    /// The target of a handoff is gone or too slow: give the shard back, in a new ownership.
    record HandBack(int shard, long ownerEpoch) implements OwnerRequest {}

    /// The leases of all predecessors have ended.
    record PredecessorsGone(int shard, long ownerEpoch) implements OwnerRequest {}
}
