package dev.understudy.sharding.ownership;

/// What chooses the next configuration and grants leases: compare-and-set of the chain's end, and rights that
/// end by time.
///
/// The rest of the protocol does not know how. [QuorumAuthority] has the members decide among themselves;
/// another may have a database decide, which is how two members without trusted death certificates can be a
/// grid. What every authority owes:
///
/// - *One chain.* Of two proposals for one epoch at most one is ever adopted anywhere.
/// - *Bounds.* With each adopted configuration the [LeaseBook] is told an upper bound of what is left of each
/// predecessor's lease.
/// - *No grant behind one's back.* After a configuration may have been chosen, no lease is granted in the one
///   before.
interface Authority extends Standing {
    /// Proposes the successor of the current configuration. Whether it, or another one, is chosen arrives
    /// through [Outbox#choose].
    void propose(Configuration next, long now, Outbox out);

    /// Whether a proposal is under way.
    boolean isProposing();

    /// The node adopts a configuration newer than its own.
    void adopt(Outbox.Chosen chosen, long now, Outbox out);

    /// Time passes.
    void tick(long now, Outbox out);

    /// A message for the authority; others are left alone.
    void receive(Incarnation from, Message message, long now, Outbox out);

    /// A run is proved to be over.
    void certify(Incarnation dead);

    /// What is known at this moment, for other threads.
    Standing snapshot();
}
