package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.Envelope;
import org.jspecify.annotations.Nullable;

/// An actor whose messages wait in a [Backlog], and only places for them in the engine's queue.
final class BacklogCell<M> extends ActorCell<M> {

    private static final Object PLACE = new Object();

    private final Backlog<M> backlog;
    private final Mailbox.Overflow overflow;

    BacklogCell(Recipe<M> recipe, @Nullable ActorCell<?> parent, @Nullable String name, Mailbox<? super M> mailbox) {
        super(recipe, parent, name);
        this.backlog = new Backlog<>(mailbox, recipe.system.timeSource().nanoTime());
        this.overflow = mailbox.overflow();
    }

    @Override
    public void tell(M message) {
        if (!admit(requireNonNull(message, "message"), Node.PLAIN)) {
            throw new MailboxFullException("tell to " + path() + " found its mailbox full");
        }
    }

    @Override
    public void tellEnvelope(Envelope envelope) {
        // Whoever sent it learns from the envelope that it was refused.
        var _ = admit(envelope, Node.ENVELOPE);
    }

    @Override
    void tellAdapted(SelfMessage<M> message) {
        if (!admit(message, Node.SELF) && message instanceof SelfMessage.Adapted<?, ?>) {
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
