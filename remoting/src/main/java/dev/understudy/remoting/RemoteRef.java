package dev.understudy.remoting;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Signal;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Watcher;
import dev.understudy.cluster.Incarnation;

/// The address of an actor, or of an ask, on another member. What cannot be sent there becomes a dead letter here.
///
/// @param <M> what the actor accepts
final class RemoteRef<M> implements InternalRef<M> {
    private final Remoting remoting;
    private final Incarnation home;
    private final long number;

    /// @param home the run of the member that the actor lives in; it may be gone
    /// @param number what that member knows the ref by
    RemoteRef(Remoting remoting, Incarnation home, long number) {
        this.remoting = remoting;
        this.home = home;
        this.number = number;
    }

    Incarnation home() {
        return home;
    }

    long number() {
        return number;
    }

    @Override
    public void tell(M message) {
        remoting.tell(this, requireNonNull(message, "message"));
    }

    @Override
    public void tellEnvelope(Envelope envelope) {
        remoting.tellEnvelope(this, envelope);
    }

    @Override
    public void signal(Signal signal) {
        throw new UnsupportedOperationException("%s cannot be signalled over the wire: %s".formatted(signal, this));
    }

    @Override
    public void addWatcher(Watcher watcher) {
        remoting.watcher().watch(this, watcher);
    }

    @Override
    public void removeWatcher(Watcher watcher) {
        remoting.watcher().unwatch(this, watcher);
    }

    @Override
    public ActorSystem system() {
        return remoting.system();
    }

    @Override
    public String path() {
        return "//%s/%d".formatted(remoting.nameOf(home), number);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RemoteRef<?> that && number == that.number && home.equals(that.home);
    }

    @Override
    public int hashCode() {
        return 31 * home.hashCode() + Long.hashCode(number);
    }

    @Override
    public String toString() {
        return path();
    }
}
