package dev.understudy.persistence;

import dev.understudy.actor.UnderstudyException;

/// A writer's idea of what the journal holds is wrong: somebody else wrote, or it lost count. Nothing was written;
/// the writer recovers before it writes again.
public final class SequenceConflictException extends UnderstudyException {
    /// @param after the sequence number that the writer wanted to write after
    /// @param last the last one in the journal
    public SequenceConflictException(PersistenceId id, long after, long last) {
        super("%s is at sequence number %d, and the writer wanted to go on after %d".formatted(id, last, after));
    }
}
