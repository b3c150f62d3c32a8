package dev.understudy.actor;

/// A [RestartType#PERMANENT] actor stopped itself: what its supervisor restarts it for, and what its behavior hears
/// in [Signal.PreRestart].
public final class StoppedItselfException extends UnderstudyException {

    StoppedItselfException(String path) {
        super(path + " is permanent and stopped itself");
    }
}
