package dev.understudy.sharding.ownership;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What chooses the next configuration and grants leases: compare-and-set of the chain's end, and rights that
/// end by time.
///
/// The rest of the protocol does not know how. [QuorumAuthority] has the members decide among themselves;
/// [StoreAuthority] has a row in a database decide, which is how two members without trusted death certificates can
/// be a grid. What every authority owes:
///
/// - *One chain.* Of two proposals for one epoch at most one is ever adopted anywhere.
/// - *Bounds.* With each adopted configuration the [LeaseBook] is told an upper bound of what is left of each
/// predecessor's lease.
/// - *No grant behind one's back.* After a configuration may have been chosen, no lease is granted in the one
///   before.
interface Authority {
    /// The newest configuration that this node knows, or null before it belongs to a grid.
    @Nullable
    Configuration current();

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

    /// A store has answered.
    void answered(StoreAnswer answer, long now, Outbox out);

    /// An operator founds a grid: its first configuration.
    void found(Configuration first, long now, Outbox out);

    /// This process goes on as a new run, without a lease.
    void rejoin(Incarnation self);

    /// Whether a configuration without a suspected member could be chosen at all.
    boolean mayExclude(Configuration configuration, GridMember member);

    /// Whether enough voters have agreed to exclude members, of the deaths of some of whom there is no proof.
    boolean agree(Configuration configuration, Set<MemberId> excluded, Set<MemberId> agreed, long now);

    /// A run is proved to be over.
    void certify(Incarnation dead);

    /// What is known at this moment of who may hold leases, for any thread.
    Standing snapshot();
}
