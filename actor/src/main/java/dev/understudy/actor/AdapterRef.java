package dev.understudy.actor;

import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Watcher;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// A ref to an actor for a foreign protocol. Ends when the actor ends.
final class AdapterRef<T, M> implements InternalRef<T> {

    private final ActorCell<M> cell;
    private final Function<? super T, ? extends M> translate;
    /// What the cell was given for each watcher of this ref.
    private final Map<Watcher, Watcher> watchers = new ConcurrentHashMap<>();

    AdapterRef(ActorCell<M> cell, Function<? super T, ? extends M> translate) {
        this.cell = cell;
        this.translate = translate;
    }

    @Override
    public void tell(T message) {
        cell.tellAdapted(new SelfMessage.Adapted<>(message, translate));
    }

    @Override
    public void tellEnvelope(Envelope envelope) {
        cell.tellAdapted(new SelfMessage.AdaptedEnvelope<T, M>(envelope, translate));
    }

    @Override
    public void signal(Signal signal) {
        cell.signal(signal);
    }

    @Override
    public void addWatcher(Watcher watcher) {
        cell.addWatcher(watchers.computeIfAbsent(
                watcher, w -> terminated -> w.terminated(new Signal.Terminated(this, terminated.cause()))));
    }

    @Override
    public void removeWatcher(Watcher watcher) {
        var given = watchers.remove(watcher);
        if (given != null) {
            cell.removeWatcher(given);
        }
    }

    @Override
    public ActorSystem system() {
        return cell.system();
    }

    @Override
    public String path() {
        return cell.path() + "/$adapter";
    }

    @Override
    public String toString() {
        return path();
    }
}
