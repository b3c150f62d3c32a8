package dev.understudy.remoting;

import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.NodeDownException;
import dev.understudy.actor.Signal;
import dev.understudy.actor.StoppedItselfException;
import dev.understudy.actor.internal.ChildLife;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.StandIn;
import dev.understudy.actor.internal.Telling;
import dev.understudy.cluster.Incarnation;
import dev.understudy.remoting.ChildProxy.Action;
import dev.understudy.remoting.ChildProxy.End;
import dev.understudy.remoting.ChildProxy.Problem;
import dev.understudy.serialization.RemoteFailure;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One child on another node, as the connection of its stand-in: where its messages go, and what the
/// parent is told. What becomes of it is up to its [ChildProxy].
///
/// @param <M> what it accepts
final class RemoteChild<M> implements StandIn<M> {
    private final RemoteChildren children;
    private final ChildOrder.Spawn spawn;
    private final Placement placement;
    private final ChildLife life;
    private final String path;
    private final AtomicInteger sentSince = new AtomicInteger();
    private volatile @Nullable InternalRef<M> ref;
    private volatile @Nullable Incarnation member;
    private volatile int load;

    /// Why no node may be looked for; kept for the next failure. Under the lock of [RemoteChildren].
    private @Nullable RuntimeException hopeless;

    RemoteChild(RemoteChildren children, ChildOrder.Spawn spawn, Placement placement, ChildLife life, String path) {
        this.children = children;
        this.spawn = spawn;
        this.placement = placement;
        this.life = life;
        this.path = path;
    }

    String recipe() {
        return spawn.recipe();
    }

    Placement placement() {
        return placement;
    }

    @Override
    public void start() {
        children.decide(this, proxy -> proxy.start(children.now()));
    }

    @Override
    public void resume() {
        children.decide(this, ChildProxy::resume);
    }

    @Override
    public void halt(Throwable failure) {
        children.decide(this, proxy -> proxy.halt(RemoteFailure.of(failure)));
    }

    @Override
    public void stop() {
        children.decide(this, ChildProxy::stop);
    }

    @Override
    @SuppressWarnings("unchecked") // the stand-in takes only an M
    public void forward(Object message) {
        sentSince.incrementAndGet();
        var to = ref;
        if (to == null) {
            var channel = children.remoting().system().deadLetterChannel();
            channel.publish(new DeadLetter(message, children.remoting().system().deadLetters(), Remoting.MEMBER_LOST));
        } else if (message instanceof Envelope envelope) {
            to.tellEnvelope(envelope);
        } else {
            Telling.orDeadLetter(to, (M) message);
        }
    }

    @Override
    public Optional<InternalRef<M>> ref() {
        return Optional.ofNullable(ref);
    }

    @Override
    public int load() {
        return load + sentSince.get();
    }

    /// How much it had to do when its node last said so; what was sent since may be in it.
    void load(int told) {
        load = told;
        sentSince.set(0);
    }

    @Override
    public boolean isLocal() {
        return children.remoting().transport().self().incarnation().equals(member);
    }

    /// There is no use in looking for a node.
    void hopeless(RuntimeException why) {
        hopeless = why;
    }

    /// Tells the stand-in.
    void tell(Action action) {
        switch (action) {
            case Action.Started(var at, long number) -> {
                member = at;
                ref = children.remoting().ref(at, number);
                life.started();
            }
            case Action.Failed(var problem, boolean hasBehavior) -> life.failed(failure(problem), hasBehavior);
            case Action.Halted() -> life.halted();
            case Action.Gone(var end) -> life.gone(cause(end));
            default -> throw new IllegalStateException("a bug of the library: not for a stand-in: " + action);
        }
    }

    private Throwable failure(Problem problem) {
        return switch (problem) {
            case Problem.Thrown(var _, boolean stoppedItself) when stoppedItself -> new StoppedItselfException(path);
            case Problem.Thrown(var failure, var _) -> failure.toException();
            case Problem.NodeDown(var lost) ->
                new NodeDownException(path, children.remoting().nameOf(lost));
            case Problem.Refused(var at, var reason) ->
                new NoPlaceException(
                        path,
                        recipe(),
                        "%s refused: %s".formatted(children.remoting().nameOf(at), reason));
            case Problem.Nowhere(var reason) -> {
                var why = hopeless;
                hopeless = null;
                yield why != null ? why : new NoPlaceException(path, recipe(), reason);
            }
        };
    }

    private Signal.Cause cause(End end) {
        return switch (end) {
            case End.Stopped() -> new Signal.Cause.Stopped();
            case End.Failed(var failure) -> new Signal.Cause.Failed(failure.toException());
            case End.NodeDown(var lost) ->
                new Signal.Cause.NodeDown(children.remoting().nameOf(lost));
        };
    }

    @Override
    public String toString() {
        return path;
    }
}
