package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.Envelope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an actor does with what comes out of its mailbox: hands it to the behavior, puts it aside, or makes it a dead
/// letter, as the bits of `state` say. When they change is the business of [LifeCell].
///
/// A plain message for an actor of which no bit is set takes the short way, `deliver`; everything else the long one,
/// where envelopes are opened, interceptors asked and translations made.
abstract class TurnCell<M> extends MailboxCell {

    static final int STARTING = 1;
    static final int SUSPENDED = 1 << 1;
    static final int HALTING = 1 << 2;
    static final int HALTED = 1 << 3;
    static final int QUARANTINED = 1 << 4;
    static final int STOPPING = 1 << 5;
    static final int TERMINATED = 1 << 6;
    /// `context.stop()` was called; carried out after the turn, or when a failure of that turn is resumed.
    static final int STOP_ASKED = 1 << 7;
    /// `front` is not empty.
    static final int FRONT = 1 << 8;
    /// The recipe has an interceptor.
    static final int INTERCEPTED = 1 << 9;
    /// Has a receive timeout.
    static final int TIMED = 1 << 10;
    /// Has never had a behavior.
    static final int UNBORN = 1 << 11;
    /// Is to hand over what it has not processed, and waits for the outcomes of stages before it stops.
    static final int DRAINING = 1 << 12;

    /// What is true of an actor however it ends.
    static final int LASTING = INTERCEPTED | UNBORN;

    static final int HOLDING = STARTING | SUSPENDED | HALTING | HALTED | QUARANTINED;
    static final int ENDING = STOPPING | TERMINATED;
    /// The behavior is ending or has ended, so there is nobody to have children.
    static final int CHILDLESS = HALTING | HALTED | ENDING;

    final Recipe<M> recipe;
    /// The owner's; null before there is one and when it has ended.
    @Nullable
    Behavior<M> behavior;
    /// Null, the name alone, or [CellExtras].
    @Nullable
    Object extras;

    TurnCell(Recipe<M> recipe, @Nullable String name) {
        this.recipe = recipe;
        this.extras = name;
        this.state = STARTING | UNBORN | (recipe.interceptor == null ? 0 : INTERCEPTED);
    }

    /// This, as the ref that it is.
    abstract ActorCell<M> self();

    /// Makes the behavior.
    abstract void start(Grip grip);

    /// This actor has failed; its supervisor decides.
    abstract void fail(Throwable failure);

    /// Ends this actor, its children first.
    abstract void beginStop(Signal.Cause cause);

    @Override
    void schedule(@Nullable Worker sender) {
        recipe.dispatch.schedule(this, sender);
    }

    @Override
    void requeue(@Nullable Worker worker) {
        recipe.dispatch.requeue(this, worker);
    }

    @Override
    void processed(@Nullable Worker worker, int messages) {
        if (messages > 0) {
            recipe.dispatch.count(worker, recipe.kind().id, messages);
            if (extras instanceof CellExtras<?> more) {
                more.processed += messages;
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the sender holds an ActorRef<M>
    void deliver(Object message, Grip grip) {
        Throwable failure = null;
        grip.enter();
        try {
            receive((M) message);
        } catch (Throwable t) {
            failure = t;
        }
        grip.leave();
        if (failure != null) {
            fail(failure);
        }
        if (state != 0) {
            afterTurn();
        }
    }

    /// Hands a message to the behavior, within a turn.
    void receive(M message) throws Exception {
        behavior().receive(message);
    }

    private Behavior<M> behavior() {
        var current = behavior;
        if (current == null) {
            throw new IllegalStateException("a bug of the library: " + this + " runs without a behavior");
        }
        return current;
    }

    @Override
    void deliverSpecial(Object message, int flags, Grip grip) {
        if (flags == Node.START) {
            if ((state & (CHILDLESS | QUARANTINED)) == 0) {
                start(grip);
            }
        } else if ((state & ENDING) != 0) {
            unwanted(message, flags);
        } else if (isHeld(message, flags)) {
            extras().front().addLast(message, flags);
            state |= FRONT;
        } else {
            turn(message, flags, grip);
        }
    }

    private boolean isHeld(Object message, int flags) {
        if ((state & (DRAINING | HOLDING)) == DRAINING) {
            return flags != Node.SELF || !(message instanceof SelfMessage.Piped<?, ?>);
        }
        return (state & (HOLDING | FRONT)) != 0;
    }

    @Override
    boolean hasFront() {
        return (state & (FRONT | HOLDING | ENDING | DRAINING)) == FRONT;
    }

    @Override
    void deliverFront(Grip grip) {
        var front = extras().front();
        front.takeFirst((message, flags) -> {
            if (front.isEmpty()) {
                state &= ~FRONT;
            }
            turn(message, flags, grip);
        });
    }

    /// One turn that is not the plain case.
    private void turn(Object message, int flags, Grip grip) {
        Throwable failure = null;
        grip.enter();
        try {
            turnOf(message, flags, grip);
        } catch (Throwable t) {
            failure = t;
        }
        grip.leave();
        grip.envelope = null;
        grip.deadlineNanos = Envelope.NO_DEADLINE;
        if (failure != null) {
            fail(failure);
        }
        if (state != 0) {
            afterTurn();
        }
    }

    private void turnOf(Object message, int flags, Grip grip) throws Exception {
        switch (flags) {
            case Node.PLAIN -> turn(message);
            case Node.ENVELOPE -> turnOf((Envelope) message, grip);
            case Node.SIGNAL -> turnOf((Signal) message);
            case Node.PLACE -> {
                var next = next();
                if (next != null) {
                    turnOf(next.message(), next.flags(), grip);
                }
            }
            default -> turnOf((SelfMessage<?>) message, grip);
        }
    }

    /// What stands behind a place in the queue, where messages wait elsewhere; null if nothing does any more.
    Backlog.@Nullable Entry next() {
        throw new IllegalStateException("a bug of the library: " + this + " has no places in its queue");
    }

    @SuppressWarnings("unchecked") // the sender holds an ActorRef<M>
    private void turn(Object message) throws Exception {
        if ((state & TIMED) != 0 && extras().receiveTimeout != null) {
            extras().receiveTimeout.heard();
        }
        var interceptor = recipe.interceptor;
        if (interceptor != null) {
            extras().turn().take(message, interceptor);
        } else {
            receive((M) message);
        }
    }

    private void turnOf(Envelope envelope, Grip grip) throws Exception {
        var refusal = envelope.refusal();
        if (refusal != null) {
            undelivered(envelope, Node.ENVELOPE, refusal);
        } else {
            grip.envelope = envelope;
            turn(recipe.interceptor != null ? envelope : envelope.message());
        }
    }

    private void turnOf(Signal signal) throws Exception {
        if (signal instanceof Signal.Terminated terminated) {
            extras().watching().ended(terminated, behavior());
        } else {
            behavior().onSignal(signal);
        }
    }

    @SuppressWarnings("unchecked") // only the actor itself puts these into its mailbox
    private void turnOf(SelfMessage<?> message, Grip grip) throws Exception {
        switch ((SelfMessage<M>) message) {
            case SelfMessage.Adapted<?, M> adapted -> turn(adapted.open());
            case SelfMessage.AdaptedEnvelope<?, M> adapted -> {
                var refusal = adapted.envelope().refusal();
                if (refusal != null) {
                    undelivered(adapted.envelope(), Node.ENVELOPE, refusal);
                } else {
                    grip.envelope = adapted.envelope();
                    turn(adapted.open());
                }
            }
            case SelfMessage.Piped<?, M> piped -> {
                grip.deadlineNanos = piped.deadlineNanos();
                extras().stages -= piped.isNoted() ? 1 : 0;
                turn(piped.open());
            }
            case SelfMessage.Errand<M>(var action) -> action.run();
            case SelfMessage.Fired<M>(var timer) -> {
                var due = extras().timers().fired(timer);
                if (due != null) {
                    turn(due);
                }
            }
            case SelfMessage.Silence<M>(var timeout) -> {
                var due = extras().receiveTimeout == timeout ? timeout.due() : null;
                if (due != null) {
                    receive(due);
                }
            }
        }
    }

    final void afterTurn() {
        if ((state & STOP_ASKED) != 0 && (state & (SUSPENDED | CHILDLESS)) == 0) {
            state &= ~STOP_ASKED;
            if (recipe.restartType == RestartType.PERMANENT) {
                fail(new StoppedItselfException(self().path()));
            } else {
                beginStop(new Signal.Cause.Stopped());
            }
        }
        if ((state & (DRAINING | HOLDING)) == DRAINING && extras().stages == 0) {
            beginStop(new Signal.Cause.Stopped());
        }
    }

    @Override
    void lost(Object message, int flags) {
        undelivered(message, flags, DeadLetter.Reason.QUARANTINED);
    }

    /// Something in the mailbox of an actor that is ending or has ended.
    final void unwanted(Object message, int flags) {
        var draining = extras instanceof CellExtras<?> more ? more.draining : null;
        if (message instanceof Draining done) {
            done.handOver();
        } else if (flags == Node.PLACE) {
            var next = next();
            if (next != null) {
                unwanted(next.message(), next.flags());
            }
        } else if (draining != null && (flags == Node.PLAIN || flags == Node.ENVELOPE)) {
            draining.add(message);
        } else {
            undelivered(message, flags, DeadLetter.Reason.ACTOR_STOPPED);
        }
    }

    /// Makes the message of the present turn a dead letter, with the ask it may have come in.
    void refuse(M message, DeadLetter.Reason reason) {
        var envelope = Grip.current().envelopeOf(message);
        if (envelope != null) {
            undelivered(envelope, Node.ENVELOPE, reason);
        } else {
            undelivered(message, Node.PLAIN, reason);
        }
    }

    /// Makes something a dead letter, if it is a message.
    void undelivered(Object message, int flags, DeadLetter.Reason reason) {
        switch (message) {
            case Envelope envelope
            when flags == Node.ENVELOPE -> {
                publish(envelope.message(), reason);
                envelope.undelivered(self(), reason);
            }
            case SelfMessage.Adapted<?, ?> adapted
            when flags == Node.SELF -> publish(requireNonNull(adapted.foreign()), reason);
            case SelfMessage.AdaptedEnvelope<?, ?> adapted
            when flags == Node.SELF -> undelivered(adapted.envelope(), Node.ENVELOPE, reason);
            case SelfMessage.Piped<?, ?> piped when flags == Node.SELF -> publish(piped, reason);
            default -> {
                if (flags == Node.PLAIN) {
                    publish(message, reason);
                }
            }
        }
    }

    private void publish(Object message, DeadLetter.Reason reason) {
        recipe.system.deadLetterChannel().publish(new DeadLetter(message, self(), reason));
    }

    void askToStop() {
        state |= STOP_ASKED;
    }

    void become(Behavior<M> next) {
        if (behavior == null) {
            throw new IllegalStateException("become within the factory or the last signal of " + this
                    + ": a factory returns the behavior, and after the last signal there is none");
        }
        behavior = next;
    }

    void receiveTimeout(@Nullable ReceiveTimeout<M> timeout) {
        var more = extras();
        if (more.receiveTimeout != null) {
            more.receiveTimeout.end();
        }
        more.receiveTimeout = timeout;
        state = timeout == null ? state & ~TIMED : state | TIMED;
    }

    void putInFront(List<M> messages) {
        if (!messages.isEmpty()) {
            extras().front().addFirst(messages);
            state |= FRONT;
        }
    }

    @SuppressWarnings("unchecked") // only made here
    CellExtras<M> extras() {
        if (extras instanceof CellExtras<?> more) {
            return (CellExtras<M>) more;
        }
        var made = new CellExtras<>(self(), (String) extras);
        extras = made;
        return made;
    }
}
