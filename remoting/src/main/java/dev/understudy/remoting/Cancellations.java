package dev.understudy.remoting;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.cluster.Incarnation;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Asks of other members that were cancelled there: the latest few thousand. An older one that still waits for its turn
/// is handled for nothing.
///
/// Thread-safe.
final class Cancellations {
    /// As many requests as may wait in a mailbox that nobody would call idle.
    static final int MOST = 4_096;

    /// An ask by whose it is.
    private record Ask(Incarnation asker, long number) {}

    /// Every request looks here, and hardly ever finds anything.
    private final Set<Ask> latest = ConcurrentHashMap.newKeySet();

    private final Object lock = new Object();

    /// The same, in the order in which they came.
    @GuardedBy("lock")
    private final ArrayDeque<Ask> inOrder = new ArrayDeque<>();

    void add(Incarnation asker, long number) {
        var ask = new Ask(asker, number);
        synchronized (lock) {
            if (latest.add(ask)) {
                inOrder.add(ask);
            }
            if (inOrder.size() > MOST) {
                latest.remove(inOrder.remove());
            }
        }
    }

    boolean contains(Incarnation asker, long number) {
        return !latest.isEmpty() && latest.contains(new Ask(asker, number));
    }

    /// Those of a member that is gone are of no interest.
    void forget(Incarnation asker) {
        synchronized (lock) {
            inOrder.removeIf(ask -> ask.asker().equals(asker));
            latest.removeIf(ask -> ask.asker().equals(asker));
        }
    }
}
