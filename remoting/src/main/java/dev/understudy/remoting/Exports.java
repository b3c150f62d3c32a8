package dev.understudy.remoting;

import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.cluster.Incarnation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The refs of this node that other members know, by the number under which they know them.
///
/// A ref gets a number when it first crosses the wire and loses it when its actor ends or its ask is over. Numbers
/// are never used twice in the life of a node, so a late frame cannot reach another actor than it was meant for.
///
/// Thread-safe.
final class Exports {
    /// No ref has this number.
    static final long NONE = 0;

    private final AtomicLong last = new AtomicLong(NONE);
    private final Map<Long, InternalRef<?>> refs = new ConcurrentHashMap<>();
    private final Map<InternalRef<?>, Long> numbers = new ConcurrentHashMap<>();
    private final Map<AskPromise<?>, Incarnation> awaited = new ConcurrentHashMap<>();

    /// The number of a ref, a new one if it has none.
    long export(InternalRef<?> ref) {
        var known = numbers.get(ref);
        if (known != null) {
            return known;
        }
        long number = numbers.computeIfAbsent(ref, added -> {
            long fresh = last.incrementAndGet();
            refs.put(fresh, added);
            return fresh;
        });
        ref.addWatcher(_ -> forget(ref, number)); // outside of the map's lock: a ref that has ended calls back at once
        return number;
    }

    /// Exports an ask and notes whose answer it waits for; replaces an earlier note.
    long exportAsk(AskPromise<?> ask, Incarnation answering) {
        awaited.put(ask, answering);
        long number = export(ask);
        if (ask.isDone()) {
            awaited.remove(ask);
        }
        return number;
    }

    /// Forgets that an ask waits for the answer of a member; an ask that has gone to another since then still waits
    /// for that one.
    ///
    /// @return whether it had waited for this member
    boolean returned(AskPromise<?> ask, Incarnation answering) {
        return awaited.remove(ask, answering);
    }

    /// The ref of a number, unless it has ended.
    Optional<InternalRef<?>> find(long number) {
        return Optional.ofNullable(refs.get(number));
    }

    /// The asks that wait for the answer of a member.
    List<AskPromise<?>> awaiting(Incarnation member) {
        var asks = new ArrayList<AskPromise<?>>();
        awaited.forEach((ask, answering) -> {
            if (answering.equals(member)) {
                asks.add(ask);
            }
        });
        return asks;
    }

    /// The asks that wait for the answer of any member.
    List<AskPromise<?>> awaiting() {
        return List.copyOf(awaited.keySet());
    }

    int size() {
        return refs.size();
    }

    private void forget(InternalRef<?> ref, long number) {
        refs.remove(number);
        numbers.remove(ref);
        if (ref instanceof AskPromise<?> ask) {
            awaited.remove(ask);
        }
    }
}
