package dev.understudy.actor;

import dev.understudy.actor.internal.TurnQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hands every activation to a [TurnQueue], with one message in each.
final class SteppedDispatch implements Dispatch {

    private final TurnQueue turns;
    /// Nobody watches it, so it is never taken.
    private final Grip grip = new Grip();
    /// Of whoever steps.
    private final Tally tally = new Tally();

    SteppedDispatch(TurnQueue turns) {
        this.turns = turns;
        // So that a cell gives way after each message, and every order of messages can come about.
        grip.hurry(true);
    }

    private record Activation(MailboxCell cell, Grip grip) implements Runnable {

        @Override
        public void run() {
            ScopedValue.where(Grip.OF_VIRTUAL_THREAD, grip).run(() -> cell.run(null, grip));
        }

        @Override
        public String toString() {
            return cell.toString();
        }
    }

    @Override
    public void schedule(MailboxCell cell, @Nullable Worker sender) {
        turns.add(new Activation(cell, grip));
    }

    @Override
    public void requeue(MailboxCell cell, @Nullable Worker worker) {
        schedule(cell, worker);
    }

    @Override
    public void settle() {
        turns.settle();
    }

    @Override
    public void endAsked(ActorCell<?> cell) {
        // Its turns are run by whoever steps; if one never ends, so does the step.
    }

    @Override
    public void watch(StallWatchdog watchdog, long nanoTime) {
        // There is no thread to watch.
    }

    @Override
    public boolean isQuiet() {
        return true;
    }

    @Override
    public boolean isWorkers() {
        return false;
    }

    @Override
    public void count(@Nullable Worker worker, int kind, int messages) {
        tally.add(kind, messages, 0, -1);
    }

    @Override
    public List<Tally> tallies() {
        return List.of(tally);
    }

    @Override
    public void close(boolean interrupt) {
        // What is not run by now never will be.
    }
}
