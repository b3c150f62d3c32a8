package dev.understudy.persistence;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Append-only events, by [PersistenceId] and in the order of their sequence numbers: 1, 2, 3, without gaps.
///
/// *Fencing:* whoever takes a shard raises its fence first and replays afterwards; what a former owner appends from
/// then on is refused. That sequence numbers are unique is not enough: a former owner could win the next one.
///
/// For implementation: one for each kind of store. Thread-safe. Futures may complete on a thread of the store.
public interface Journal extends AutoCloseable {
    /// One event as it was stored.
    ///
    /// @param sequenceNumber from 1
    /// @param payload the event in bytes; not to be changed
    @SuppressWarnings("ArrayRecordComponent") // carries bytes from a store to their reader; nobody compares two
    record StoredEvent(long sequenceNumber, byte[] payload) {}

    /// Refuses all tokens of the shard with a lower number from now on. The future fails with [StaleTokenException]
    /// if the fence stands higher already.
    ///
    /// @return completes when the fence stands
    CompletableFuture<Void> raiseFence(FencingToken token);

    /// Appends events, all or none. A token above the fence raises it, for its writer is a later owner.
    ///
    /// The future fails with [StaleTokenException] or [SequenceConflictException], and then nothing was written. If
    /// it fails otherwise, or never completes, whether they were written is not known.
    ///
    /// @param after the sequence number of the last event that the writer knows; 0 if there is none
    /// @param events at least one
    /// @return the sequence number of the last of them
    CompletableFuture<Long> append(PersistenceId id, FencingToken token, long after, List<byte[]> events);

    /// The events of an entity, in order.
    ///
    /// @param from the first sequence number wanted, at least 1
    CompletableFuture<List<StoredEvent>> replay(PersistenceId id, long from);

    /// Ends the journal; what was appended stays as long as its store lasts.
    @Override
    void close();
}
