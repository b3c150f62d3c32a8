package dev.understudy.actor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [Dispatcher] names, carried out: calls [MailboxCell#run] once, on a thread of its own, for each cell it
/// is given. Thread-safe.
interface Dispatch {

    /// Runs the cell soon; `sender` is the worker this is called on, if it is one.
    void schedule(MailboxCell cell, @Nullable Worker sender);

    /// Runs the cell behind those that wait already; called on the thread that ran it.
    void requeue(MailboxCell cell, @Nullable Worker worker);

    /// The cell was told to stop or halt, from any thread: sees to it that it does not take for ever.
    void endAsked(ActorCell<?> cell);

    /// Gives this dispatcher's share to the watchdog: looks at each thread that may be stuck, at this time.
    void watch(StallWatchdog watchdog, long nanoTime);

    /// Whether there is nothing to watch until some cell is scheduled.
    boolean isQuiet();

    /// Counts messages processed for a kind of actor; `worker` is the one that ran it, if a worker did.
    void count(@Nullable Worker worker, int kind, int messages);

    /// Whether its threads are [Worker]s.
    boolean isWorkers();

    /// What was counted here so far.
    List<Tally> tallies();

    /// Runs what waits to be run, if that takes a caller's thread.
    default void settle() {}

    /// Runs no more cells; `interrupt` those that run.
    void close(boolean interrupt);
}
