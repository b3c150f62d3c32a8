package dev.understudy.persistence;

import java.util.concurrent.CompletableFuture;

/// A store outside of the grid that keeps the turns of entities for all nodes, by [PersistenceId] and in the order of
/// their sequence numbers. The grid's own copies of a shard's log are no journal: they are kept by the ownership
/// protocol itself, which keeps the same [StoredTurn]s.
///
/// *Fencing:* whoever takes a shard raises its fence first and reads afterwards; what a former owner appends from
/// then on is refused. That sequence numbers are unique is not enough: a former owner could win the next one.
///
/// For implementation: one for each kind of store; `JournalConformance` in the testkit tells whether it keeps the
/// contract. Thread-safe. Futures may complete on a thread of the store.
public interface Journal extends AutoCloseable {
    /// Refuses all tokens of the shard with a lower number from now on. The future fails with [StaleTokenException]
    /// if the fence stands higher already.
    ///
    /// @return completes when the fence stands
    CompletableFuture<Void> raiseFence(FencingToken token);

    /// Appends a turn. A token above the fence raises it, for its writer is a later owner.
    ///
    /// The future fails with [StaleTokenException] or [SequenceConflictException], and then nothing was written. If
    /// it fails otherwise, or never completes, whether it was written is not known.
    ///
    /// @param after the sequence number of the entity's last event that the writer knows; 0 if there is none
    /// @param turn what is to be stored; its sequence number is above `after`
    /// @return completes when the turn is safe
    CompletableFuture<Void> append(PersistenceId id, FencingToken token, long after, StoredTurn turn);

    /// What the state of an entity is made from: the last turn with a state, and those after it. A store may have
    /// forgotten what is before.
    CompletableFuture<History> read(PersistenceId id);

    /// Ends the journal; what was appended stays as long as its store lasts.
    @Override
    void close();
}
