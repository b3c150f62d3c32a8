package dev.understudy.sharding;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a stored entity's turn puts what it wants to send: as long as a turn runs, whatever its thread sends through
/// the entity's context or answers late is held here.
///
/// Open for the thread of the turn alone; others may look.
final class TurnOutbox {
    private volatile @Nullable Thread turn;
    private List<HeldSend> held = new ArrayList<>();

    /// A turn begins on this thread.
    void open() {
        turn = Thread.currentThread();
    }

    /// Takes something that this thread wants to send, if it is in a turn.
    boolean offer(HeldSend send) {
        if (turn != Thread.currentThread()) {
            return false;
        }
        held.add(send);
        return true;
    }

    /// The turn ends.
    ///
    /// @return what it wanted to send, in order
    List<HeldSend> close() {
        turn = null;
        var sends = held;
        if (sends.isEmpty()) {
            return List.of();
        }
        held = new ArrayList<>();
        return sends;
    }
}
