package dev.understudy.sharding.ownership;

/// A rule of the protocol that can be taken out, to show that the simulator notices.
///
/// A live node always follows all of them; see [Rules].
public enum Rule {
    /// A configuration needs a majority of the voters; without it the proposer trusts what it sees.
    MAJORITY,
    /// A learner must be required for acknowledgements before it is proposed as in-sync.
    LEARNER_ACKS_FIRST,
    /// Only a configuration takes a replica out of the in-sync set; without it an owner gives up on a silent
    /// backup by itself.
    OWNER_CANNOT_SHRINK,
    /// A new owner seals every in-sync replica before it activates anything.
    SEAL,
    /// A seal of one ownership applies once; without it a late duplicate truncates again.
    SEAL_ONCE,
    /// A new owner waits until the leases of its predecessors have ended.
    LEASE_WAIT,
    /// (a) A voter that has accepted the next configuration grants no lease of this one.
    NO_GRANT_AFTER_ACCEPT,
    /// (b) Adopting a configuration counts as granting a lease to every owner that it retains.
    ADOPTING_GRANTS,
    /// (c) A voter that has just started reports a full lease for everyone.
    RESTART_ASSUMES_GRANTS,
    /// The table keeps every undischarged predecessor, not only the last.
    ALL_PREDECESSORS,
    /// A handoff waits for the running turns and the log before it sends the state.
    DRAIN_BEFORE_RELINQUISH,
    /// An activation needs a lease that was gained since the ownership began: one from before says nothing of it.
    LEASE_SINCE_OWNERSHIP,
    /// The lease is checked before each turn, after the message was dequeued.
    LEASE_BEFORE_EACH_TURN,
    /// Appends and the outcome of turns that carry a stale owner epoch are refused.
    STALE_OWNER_EPOCH_REJECTED,
    /// Who is not the owner answers MOVED and never forwards.
    NO_FORWARDING,
    /// Snapshots hold the window of answered command ids.
    DEDUPE_IN_SNAPSHOTS,
    /// Promises, acceptances and seals are synced before they are answered.
    SYNC_PROMISES,
    /// A process that restarts without a disk is another member.
    NEW_IDENTITY_AFTER_MEMORY_RESTART,
    /// Of two voters, one decides alone only with a certificate of the other's death, and only if it has run
    /// since before.
    TWO_VOTER_CERTIFICATE,
    /// A process that is not to be seen is dead only for who shares its kernel and its PID namespace.
    PID_NAMESPACE_COMPARED,
    /// A store puts a configuration only in the place of the one before it.
    STORE_COMPARES,
    /// A store's grants count from when their number was first seen; without it one that the node has not seen yet
    /// counts as none.
    STORE_BEATS_ARE_SEEN,
    /// A reply that persisted nothing waits for the shard's last append.
    REPLY_WAITS_FOR_APPENDS,
    /// An answer that comes after its turn is not sent where the ownership was lost meanwhile: it may show what is
    /// lost.
    LATE_ANSWER_NEEDS_A_HANDOFF,
    /// A leaver that is excluded with a copy for which a shard waits comes back before it leaves.
    LEAVER_GIVES_THE_LAST_COPY
}
