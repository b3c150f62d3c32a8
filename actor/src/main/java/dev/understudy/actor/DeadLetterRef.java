package dev.understudy.actor;

import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Watcher;

/// The ref of nobody: whatever is sent to it is a dead letter.
final class DeadLetterRef implements InternalRef<Object> {

    private final ActorSystem system;

    DeadLetterRef(ActorSystem system) {
        this.system = system;
    }

    @Override
    public void tell(Object message) {
        system.deadLetterChannel().publish(new DeadLetter(message, this, DeadLetter.Reason.NO_TARGET));
    }

    @Override
    public void tellEnvelope(Envelope envelope) {
        tell(envelope.message());
        envelope.undelivered(this, DeadLetter.Reason.NO_TARGET);
    }

    @Override
    public void signal(Signal signal) {
        // Nobody is there to hear it, and a signal is no message.
    }

    @Override
    public void addWatcher(Watcher watcher) {
        watcher.terminated(new Signal.Terminated(this, new Signal.Cause.Stopped()));
    }

    @Override
    public void removeWatcher(Watcher watcher) {
        // It was told when it was added.
    }

    @Override
    public ActorSystem system() {
        return system;
    }

    @Override
    public String path() {
        return "/deadLetters";
    }

    @Override
    public String toString() {
        return path();
    }
}
