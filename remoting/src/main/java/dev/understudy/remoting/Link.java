package dev.understudy.remoting;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// One end of a connection over which items arrive exactly once and in order, whatever becomes of the frames, as long
/// as
/// both ends live. Pure.
///
/// Each bundle carries everything that the other end has not acknowledged, and what was received from it. There are
/// only
/// ever a few: orders and answers about one child.
///
/// @param <O> what goes out
/// @param <I> what comes in
final class Link<O, I> {
    /// What one frame carries.
    ///
    /// @param received number of the last item received
    /// @param first number of the first item in here
    record Bundle<T>(long received, long first, List<T> items) {
        Bundle {
            items = List.copyOf(items);
        }
    }

    private final Deque<O> unacknowledged = new ArrayDeque<>();
    private long acknowledged;
    private long received;

    /// Adds an item.
    ///
    /// @return what to send now
    Bundle<O> send(O item) {
        unacknowledged.addLast(item);
        return bundle();
    }

    /// Everything that the other end may lack.
    Bundle<O> bundle() {
        return new Bundle<>(received, acknowledged + 1, List.copyOf(unacknowledged));
    }

    /// Whether the other end has everything.
    boolean isAcknowledged() {
        return unacknowledged.isEmpty();
    }

    /// Takes a bundle in.
    ///
    /// @return the items that are new
    List<I> receive(Bundle<I> bundle) {
        while (acknowledged < bundle.received() && !unacknowledged.isEmpty()) {
            acknowledged++;
            unacknowledged.removeFirst();
        }
        var fresh = new ArrayList<I>();
        for (int i = 0; i < bundle.items().size(); i++) {
            if (bundle.first() + i == received + 1) {
                received++;
                fresh.add(bundle.items().get(i));
            }
        }
        return fresh;
    }
}
