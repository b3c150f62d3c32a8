package dev.understudy.remoting;

import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.cluster.Incarnation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// The refs of this node that other members know, by the number under which they know them.
///
/// A ref gets a number when it first crosses the wire and loses it when its actor ends or its ask is over. Numbers
/// are never used twice in the life of a node, so a late frame cannot reach another actor than it was meant for.
///
/// *Asks* come and go with every request, so they are held apart: an ask knows its number by its [Held], which is its
/// keeper, and is looked for in one map only. Their numbers are odd, those of actors even.
///
/// Thread-safe.
final class Exports {
    /// No ref has this number.
    static final long NONE = 0;

    private final AtomicLong last = new AtomicLong(NONE);
    private final Map<Long, InternalRef<?>> actors = new ConcurrentHashMap<>();
    private final Map<InternalRef<?>, Long> numbers = new ConcurrentHashMap<>();
    private final Map<Long, Held> asks = new ConcurrentHashMap<>();
    private final ObjLongConsumer<Incarnation> cancelled;

    /// An ask that has a number, with the member whose answer it waits for.
    private final class Held extends AtomicReference<@Nullable Incarnation> implements AskPromise.Keeper {
        private final AskPromise<?> ask;
        private final long number = nextNumber() | 1;

        Held(AskPromise<?> ask) {
            this.ask = ask;
        }

        @Override
        public void letGo() {
            asks.remove(number);
            var awaited = getAndSet(null);
            if (awaited != null && ask.isCancelled()) {
                cancelled.accept(awaited, number);
            }
        }
    }

    /// @param cancelled is told of asks that were cancelled: whose answer they waited for, and their number
    Exports(ObjLongConsumer<Incarnation> cancelled) {
        this.cancelled = cancelled;
    }

    private long nextNumber() {
        return last.addAndGet(2);
    }

    /// The number of a ref, a new one if it has none.
    long export(InternalRef<?> ref) {
        return ref instanceof AskPromise<?> ask ? hold(ask).number : exportActor(ref);
    }

    private long exportActor(InternalRef<?> ref) {
        var known = numbers.get(ref);
        if (known != null) {
            return known;
        }
        long number = numbers.computeIfAbsent(ref, added -> {
            long fresh = nextNumber();
            actors.put(fresh, added);
            return fresh;
        });
        // outside of the map's lock: a ref that has ended calls back at once
        ref.addWatcher(_ -> {
            actors.remove(number);
            numbers.remove(ref);
        });
        return number;
    }

    private Held hold(AskPromise<?> ask) {
        if (ask.keeper() instanceof Held known) {
            return known;
        }
        var fresh = new Held(ask);
        asks.put(fresh.number, fresh);
        var held = (Held) ask.keptBy(fresh); // nobody else keeps asks
        if (held != fresh) {
            fresh.letGo(); // another thread was faster
        }
        return held;
    }

    /// Exports an ask and notes whose answer it waits for; replaces an earlier note.
    long exportAsk(AskPromise<?> ask, Incarnation answering) {
        var held = hold(ask);
        held.set(answering);
        return held.number;
    }

    /// Forgets that an ask waits for the answer of a member; an ask that has gone to another since then still waits
    /// for that one.
    ///
    /// @return whether it had waited for this member
    boolean returned(AskPromise<?> ask, Incarnation answering) {
        if (!(ask.keeper() instanceof Held held)) {
            return false;
        }
        var awaited = held.get();
        return answering.equals(awaited) && held.compareAndSet(awaited, null);
    }

    /// The ref of a number, unless it has ended.
    Optional<InternalRef<?>> find(long number) {
        return isAsk(number) ? ask(number).map(ask -> ask) : Optional.ofNullable(actors.get(number));
    }

    /// The ask of a number, unless it is over or the number is an actor's.
    Optional<AskPromise<?>> ask(long number) {
        return Optional.ofNullable(isAsk(number) ? asks.get(number) : null).map(held -> held.ask);
    }

    private static boolean isAsk(long number) {
        return (number & 1) != 0;
    }

    /// The asks that wait for the answer of a member.
    List<AskPromise<?>> awaiting(Incarnation member) {
        return asks.values().stream()
                .filter(held -> member.equals(held.get()))
                .<AskPromise<?>>map(held -> held.ask)
                .toList();
    }

    /// The asks that wait for the answer of any member.
    List<AskPromise<?>> awaiting() {
        return asks.values().stream()
                .filter(held -> held.get() != null)
                .<AskPromise<?>>map(held -> held.ask)
                .toList();
    }

    int size() {
        return actors.size() + asks.size();
    }
}
