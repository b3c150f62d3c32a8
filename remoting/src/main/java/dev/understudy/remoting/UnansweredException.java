package dev.understudy.remoting;

import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.UnderstudyException;

/// A request was handled by another member, and its answer did not get here: it takes more bytes than are sent, or
/// cannot be written or read. Asking again does not mend it, and has the request handled again.
public final class UnansweredException extends UnderstudyException {
    UnansweredException(String ask, Reason reason) {
        super("%s: the request was handled, but its answer could not be sent or read: %s".formatted(ask, reason));
    }
}
