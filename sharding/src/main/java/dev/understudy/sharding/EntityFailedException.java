package dev.understudy.sharding;

import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.UnderstudyException;

/// A request reached its entity and there will be no answer: the entity failed while it handled it, or its answer could
/// not be sent or read. What it did before stays done; asking again has it handled again.
public final class EntityFailedException extends UnderstudyException {
    private final DeadLetter.Reason reason;

    EntityFailedException(String ask, DeadLetter.Reason reason) {
        super("%s: the request was handled, but there is no answer: %s".formatted(ask, reason));
        this.reason = reason;
    }

    /// Why there is none.
    public DeadLetter.Reason reason() {
        return reason;
    }
}
