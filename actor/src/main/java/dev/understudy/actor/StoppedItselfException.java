package dev.understudy.actor;

/// A [RestartType#PERMANENT] actor stopped itself: what its supervisor restarts it for, and what its behavior hears
/// in [Signal.PreRestart].
public final class StoppedItselfException extends UnderstudyException {

    /// @param path of the actor
    public StoppedItselfException(String path) {
        super(path + " is permanent and stopped itself");
    }
}
