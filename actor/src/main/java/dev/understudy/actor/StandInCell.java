package dev.understudy.actor;

import dev.understudy.actor.internal.ChildLife;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.StandIn;
import org.jspecify.annotations.Nullable;

/// A child in whose place another actor works, elsewhere: its parent treats it as its own, and it passes on
/// what it is told and what is decided about it (see [StandIn]).
///
/// Its states are those of any actor, only that each lasts until the actor elsewhere has answered. While that
/// one can't take messages (it starts, waits for a verdict, or its node was lost) they wait here, in order.
final class StandInCell<M> extends ActorCell<M> implements ChildLife {

    private final StandIn<M> other;
    /// Whether the actor elsewhere can go on after a failure; the owner's.
    private boolean hasBehavior;

    StandInCell(Recipe<M> recipe, ActorCell<?> parent, @Nullable String name, StandIn.Factory<M> factory) {
        super(recipe, parent, name);
        this.other = factory.create(recipe.system, this, path());
    }

    // ---- what the parent wants

    @Override
    void start(Grip grip) {
        awaited = (state & HALTED) != 0;
        state = (state & ~HALTED) | STARTING;
        other.start();
    }

    /// Whether the parent waits to hear that it has started.
    private boolean awaited;

    @Override
    void resume() {
        if ((state & SUSPENDED) != 0 && (state & CHILDLESS) == 0) {
            other.resume();
        }
        super.resume();
    }

    @Override
    void beginStop(Signal.Cause cause) {
        super.beginStop(
                cause instanceof Signal.Cause.Failed(NodeDownException lost)
                        ? new Signal.Cause.NodeDown(lost.member())
                        : cause);
    }

    @Override
    void endNext() {
        if ((state & STOPPING) != 0) {
            other.stop();
        } else {
            other.halt(haltCause());
        }
    }

    @Override
    boolean hasBehavior() {
        return hasBehavior;
    }

    @Override
    void receive(M message) {
        var envelope = Grip.current().envelopeOf(message);
        other.forward(envelope != null ? envelope : message);
    }

    // ---- what became of the actor elsewhere, from any thread

    @Override
    public void started() {
        enqueueSystem(new SystemMessage.News.Started());
    }

    @Override
    public void failed(Throwable failure, boolean canGoOn) {
        enqueueSystem(new SystemMessage.News.Failed(failure, canGoOn));
    }

    @Override
    public void halted() {
        enqueueSystem(new SystemMessage.News.Halted());
    }

    @Override
    public void gone(Signal.Cause cause) {
        enqueueSystem(new SystemMessage.News.Gone(cause));
    }

    @Override
    void onNews(SystemMessage.News news) {
        boolean isEnding = (state & ENDING) != 0;
        switch (news) {
            case SystemMessage.News.Started() -> {
                if ((state & STARTING) != 0 && !isEnding && (state & HALTING) == 0) {
                    begun();
                }
            }
            case SystemMessage.News.Failed(var failure, boolean canGoOn) -> {
                if (!isEnding && (state & (HALTING | HALTED | SUSPENDED)) == 0) {
                    hasBehavior = canGoOn;
                    fail(failure);
                }
            }
            case SystemMessage.News.Halted() -> {
                if ((state & HALTING) != 0) {
                    finishHalt();
                }
            }
            case SystemMessage.News.Gone(var cause) -> {
                if ((state & TERMINATED) == 0) {
                    ended(cause);
                }
            }
        }
    }

    private void begun() {
        state &= ~(HOLDING | UNBORN);
        recipe.kind().started.increment();
        if (awaited) {
            awaited = false;
            parent().enqueueSystem(new SystemMessage.Started(this));
        }
        afterTurn();
    }

    private void ended(Signal.Cause cause) {
        if ((state & STOPPING) == 0) {
            // Nobody asked for it here: it stopped itself.
            extras().stopCause = cause;
            state = (state & LASTING) | STOPPING;
        }
        terminate();
    }

    // ---- what others see

    @Override
    public boolean isIdle() {
        return mailboxIsIdle() && other.load() == 0;
    }

    @Override
    public int mailboxDepth() {
        return Math.max(0, other.load() - 1);
    }

    @Override
    public InternalRef<?> worker() {
        return other.ref().<InternalRef<?>>map(ref -> ref).orElse(this);
    }

    @Override
    boolean isHere() {
        return other.isLocal();
    }

    @Override
    public void tellEnvelope(Envelope envelope) {
        enqueue(envelope, Node.ENVELOPE);
    }
}
