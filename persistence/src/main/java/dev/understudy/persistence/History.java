package dev.understudy.persistence;

import java.util.ArrayList;
import java.util.List;

/// What is stored of one entity, as far as it is needed: the last turn that holds the state, and those after it.
/// Belongs to whoever made it; [#copy] is for others.
public final class History {
    private final ArrayList<StoredTurn> turns;
    private long bytes;

    private History(List<StoredTurn> turns) {
        this.turns = new ArrayList<>(turns);
        turns.forEach(turn -> bytes += turn.size());
    }

    /// Before the first turn.
    public static History empty() {
        return new History(List.of());
    }

    /// What these turns come to.
    ///
    /// @param turns all since the last that holds the state, or since the first of all
    public static History of(List<StoredTurn> turns) {
        var history = empty();
        turns.forEach(history::add);
        return history;
    }

    /// One more turn; one that holds the state takes the place of all before it.
    public void add(StoredTurn turn) {
        if (turn.hasState()) {
            turns.clear();
            bytes = 0;
        }
        turns.add(turn);
        bytes += turn.size();
    }

    /// The same, to be kept by somebody else.
    public History copy() {
        return new History(turns);
    }

    /// The turns that the state is made from, in order.
    public List<StoredTurn> turns() {
        return List.copyOf(turns);
    }

    /// The number of the last event; 0 before the first.
    public long sequenceNumber() {
        return turns.isEmpty() ? 0 : turns.getLast().sequenceNumber();
    }

    /// Whether the entity has something to do that nobody will ask it for.
    public boolean runsUnasked() {
        return !turns.isEmpty() && turns.getLast().runsUnasked();
    }

    /// How many bytes all of it takes.
    public long bytes() {
        return bytes;
    }
}
