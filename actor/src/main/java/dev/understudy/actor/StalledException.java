package dev.understudy.actor;

import java.time.Duration;

/// An actor's thread did not come back from its code, and the actor was quarantined; this is its failure when it
/// is released. The stack trace is where the thread was.
public final class StalledException extends UnderstudyException {

    StalledException(String path, Duration held, StackTraceElement[] where) {
        super(path + " had been stuck in its code for " + held + " when it was quarantined");
        setStackTrace(where);
    }
}
