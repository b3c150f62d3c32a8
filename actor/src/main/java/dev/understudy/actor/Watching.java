package dev.understudy.actor;

import dev.understudy.actor.internal.InternalRef;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whom one actor watches; the owner's.
final class Watching<M> {

    /// In place of a message: the actor wants the signal.
    private static final Object SIGNAL = new Object();

    private final ActorCell<M> cell;
    private final Map<ActorRef<?>, Object> watched = new HashMap<>();

    Watching(ActorCell<M> cell) {
        this.cell = cell;
    }

    void add(ActorRef<?> ref, @Nullable M instead) {
        if (watched.put(ref, instead == null ? SIGNAL : instead) == null) {
            InternalRef.of(ref).addWatcher(cell);
        }
    }

    void remove(ActorRef<?> ref) {
        if (watched.remove(ref) != null) {
            InternalRef.of(ref).removeWatcher(cell);
        }
    }

    void removeAll() {
        watched.keySet().forEach(ref -> InternalRef.of(ref).removeWatcher(cell));
        watched.clear();
    }

    /// A watched actor has ended: tells the behavior in the way that was asked for, if it still wants to know.
    @SuppressWarnings("unchecked") // `add` takes an M
    void ended(Signal.Terminated terminated, Behavior<M> behavior) throws Exception {
        var instead = watched.remove(terminated.ref());
        if (instead == SIGNAL) {
            behavior.onSignal(terminated);
        } else if (instead != null) {
            behavior.receive((M) instead);
        }
    }
}
