package dev.understudy.sharding;

import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.UndeliverableException;

/// A request did not reach its entity: it was certainly not handled, and may be sent again.
public final class EntityUnavailableException extends UndeliverableException {
    EntityUnavailableException(String what, DeadLetter.Reason reason) {
        super("%s was not handled: %s".formatted(what, reason), reason);
    }
}
