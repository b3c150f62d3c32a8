package dev.understudy.sharding.ownership;

/// Who chooses configurations and grants leases.
public enum AuthorityKind {
    /// The members: a majority of the voters.
    QUORUM,
    /// One row in a store with compare-and-set, a database for example. It lets two members be a grid without
    /// trusting proofs of death, and stops the grid while it can't be reached.
    STORE
}
