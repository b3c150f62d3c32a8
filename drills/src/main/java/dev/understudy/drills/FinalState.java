package dev.understudy.drills;

import java.util.Collection;
import java.util.List;

/// What an entity shows in the end of the commands that took effect.
public sealed interface FinalState {
    /// It does not tell which they were, as entities that keep nothing.
    ///
    /// @param outOfOrder how many commands of a lane it counted that came after a later one
    record Unknown(long outOfOrder) implements FinalState {}

    /// Which they were, without their order.
    ///
    /// @param ids each of them once
    /// @param repeated how many it counted that came once more
    /// @param outOfOrder how many commands of a lane it counted that came after a later one
    record Book(Collection<String> ids, long repeated, long outOfOrder) implements FinalState {
        /// Copies the ids.
        public Book {
            ids = List.copyOf(ids);
        }
    }

    /// One by one, in the order in which they took effect.
    record Log(List<Entry> entries) implements FinalState {
        /// Copies the entries.
        public Log {
            entries = List.copyOf(entries);
        }
    }

    /// One command in a [Log].
    ///
    /// @param sequence its sequence number, from 1
    /// @param id the command
    record Entry(long sequence, String id) {}
}
