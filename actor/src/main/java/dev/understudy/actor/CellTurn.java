package dev.understudy.actor;

import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.Interceptor;
import dev.understudy.actor.internal.Turn;
import org.jspecify.annotations.Nullable;

/// The turns of one actor that has an interceptor, one after the other.
final class CellTurn<M> implements Turn<M> {

    private final ActorCell<M> cell;
    private @Nullable Object message;

    CellTurn(ActorCell<M> cell) {
        this.cell = cell;
    }

    void take(Object message, Interceptor<M> interceptor) throws Exception {
        this.message = message;
        try {
            interceptor.intercept(message, this);
        } finally {
            this.message = null;
        }
    }

    @Override
    public ActorRef<M> self() {
        return cell;
    }

    @Override
    public void proceed(M message) throws Exception {
        cell.receive(message);
    }

    @Override
    public void refuse(DeadLetter.Reason reason) {
        var refused = message;
        if (refused == null) {
            throw new IllegalStateException("refuse after the turn of " + cell + " is over");
        }
        cell.undelivered(refused, refused instanceof Envelope ? Node.ENVELOPE : Node.PLAIN, reason);
    }
}
