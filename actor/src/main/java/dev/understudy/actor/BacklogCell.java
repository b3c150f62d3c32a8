package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.Expiring;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An actor whose messages wait in a [Backlog], and only places for them in the engine's queue.
final class BacklogCell<M> extends ActorCell<M> {

    private static final Object PLACE = new Object();

    private final Backlog<M> backlog;
    private final Mailbox.Overflow overflow;
    private final @Nullable UnaryOperator<Object> copier;

    /// An actor, not scheduled yet.
    ///
    /// @param copier what makes the copies that it gets in place of what it is sent; null if it gets that
    ///     itself
    BacklogCell(
            Recipe<M> recipe,
            @Nullable ActorCell<?> parent,
            @Nullable String name,
            Mailbox<? super M> mailbox,
            @Nullable UnaryOperator<Object> copier) {
        super(recipe, parent, name);
        this.backlog = new Backlog<>(mailbox, recipe.system.timeSource().nanoTime());
        this.overflow = mailbox.overflow();
        this.copier = copier;
    }

    @Override
    public void tell(M message) {
        if (!admit(copied(requireNonNull(message, "message")), Node.PLAIN)) {
            throw new MailboxFullException("tell to " + path() + " found its mailbox full");
        }
    }

    @Override
    public void tellEnvelope(Envelope envelope) {
        // Whoever sent it learns from the envelope that it was refused.
        switch (envelope) {
            case AskPromise<?> ask
            when copier != null -> {
                try {
                    ask.replaceMessage(copied(ask.message()));
                } catch (MessageNotCopyableException e) {
                    ask.fail(e);
                    return;
                }
                var _ = admit(ask, Node.ENVELOPE);
            }
            case Expiring(var message, long deadlineNanos, var time)
            when copier != null -> {
                var _ = admit(new Expiring(copied(message), deadlineNanos, time), Node.ENVELOPE);
            }
            default -> {
                var _ = admit(envelope, Node.ENVELOPE);
            }
        }
    }

    private SelfMessage<M> copied(SelfMessage<M> message) {
        return copier != null && message instanceof SelfMessage.Adapted<?, M> adapted
                ? adapted.copied(copier, this)
                : message;
    }

    private Object copied(Object message) {
        return copier == null ? message : copy(message, copier, this);
    }

    /// A copy of a message for this target.
    static Object copy(Object message, UnaryOperator<Object> copier, ActorRef<?> target) {
        try {
            return requireNonNull(copier.apply(message), "the copy of a message");
        } catch (RuntimeException e) {
            throw new MessageNotCopyableException(message, target.path(), e);
        }
    }

    @Override
    void tellAdapted(SelfMessage<M> message) {
        if (!admit(copied(message), Node.SELF) && message instanceof SelfMessage.Adapted<?, ?>) {
            throw new MailboxFullException("tell to an adapter of " + path() + " found its mailbox full");
        }
    }

    /// False if the sender has to know that the message was refused.
    private boolean admit(Object message, int flags) {
        var lost = backlog.add(message, flags, now(), mayWait(), this::takePlace);
        if (lost.isEmpty()) {
            return true;
        }
        undelivered(lost.get().message(), lost.get().flags(), DeadLetter.Reason.MAILBOX_FULL);
        return overflow == Mailbox.Overflow.DROP_NEWEST || overflow == Mailbox.Overflow.DROP_OLDEST;
    }

    private boolean mayWait() {
        return overflow == Mailbox.Overflow.BLOCK_SENDER
                && Grip.OF_VIRTUAL_THREAD.isBound()
                && !backlog.isConsumer(Thread.currentThread());
    }

    private void takePlace() {
        enqueue(PLACE, Node.PLACE);
    }

    @Override
    Backlog.@Nullable Entry next() {
        return backlog.take(now());
    }

    @Override
    public int mailboxDepth() {
        return backlog.depth();
    }

    @Override
    public Optional<Duration> oldestWaiting() {
        return Optional.of(Duration.ofNanos(backlog.oldestNanos(now())));
    }

    @Override
    void reportIdle(CensusTaker taker) {
        if (backlog.depth() == 0) {
            taker.addIdle(path(), Duration.ofNanos(backlog.idleNanos(now())));
        }
    }

    @Override
    boolean copies() {
        return copier != null;
    }

    @Override
    void ending() {
        backlog.end();
    }

    @Override
    void onDetached() {
        super.onDetached();
        // The places went with the thread that is stuck.
        backlog.replace(this::takePlace);
    }

    @Override
    void lost(Object message, int flags) {
        if (flags != Node.PLACE) {
            super.lost(message, flags);
        }
    }

    Backlog<M> backlog() {
        return backlog;
    }

    private long now() {
        return system().timeSource().nanoTime();
    }
}
