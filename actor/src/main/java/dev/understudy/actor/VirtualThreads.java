package dev.understudy.actor;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs each busy cell on a virtual thread, for actors that wait.
///
/// Such an actor may wait for as long as it likes, until it is told to stop or its behavior to end: if it is then
/// still in the same turn after [#PATIENCE] its thread gets an interrupt, and after [#GRACE] more it is taken
/// from the thread, like an event-driven actor from a stuck worker.
final class VirtualThreads implements Dispatch {

    /// How long an actor that is to end may go on with its current message: longer than a request to a slow peer
    /// takes.
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /// How long it may take to heed the interrupt.
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(VirtualThreads.class);

    private final ActorSystem system;
    private final StallWatchdog watchdog;
    private final ThreadFactory threads;
    private final ReentrantLock tallyLock = new ReentrantLock();

    @GuardedBy("tallyLock")
    private final Tally tally = new Tally();

    /// Cells that are being run.
    private final Map<MailboxCell, Runner> running = new ConcurrentHashMap<>();
    private volatile boolean open = true;

    VirtualThreads(ActorSystem system, String name, StallWatchdog watchdog) {
        this.system = system;
        this.watchdog = watchdog;
        threads = Thread.ofVirtual().name(name + "-", 0).factory();
    }

    /// One thread for one activation after the other of a cell, as long as it has something to do.
    private final class Runner implements Runnable {
        final MailboxCell cell;
        final Grip grip = new Grip();
        final Thread thread;

        Runner(MailboxCell cell) {
            this.cell = cell;
            grip.cell = cell;
            this.thread = threads.newThread(this);
        }

        @Override
        public void run() {
            running.put(cell, this);
            grip.sampledFrom = system.timeSource().nanoTime();
            try {
                ScopedValue.where(Grip.OF_VIRTUAL_THREAD, grip).run(() -> cell.run(null, grip));
            } catch (Grip.Abandoned e) {
                log.info("a thread came back to an actor that had been quarantined, and ends");
            } finally {
                running.remove(cell, this);
            }
        }
    }

    @Override
    public void schedule(MailboxCell cell, @Nullable Worker sender) {
        if (open) {
            new Runner(cell).thread.start();
        }
    }

    @Override
    public void requeue(MailboxCell cell, @Nullable Worker worker) {
        schedule(cell, worker);
    }

    @Override
    public void endAsked(ActorCell<?> cell) {
        var runner = running.get(cell);
        if (runner != null && Grip.isUserCode(runner.grip.turn()) && runner.thread != Thread.currentThread()) {
            int turn = runner.grip.turn();
            var _ = system.scheduler().schedule(PATIENCE, () -> interrupt(cell, runner, turn));
        }
    }

    private void interrupt(ActorCell<?> cell, Runner runner, int turn) {
        if (runner.grip.turn() == turn) {
            log.warn("{} is to end, but has been in one turn for {}: interrupting it", cell, PATIENCE);
            runner.thread.interrupt();
            var _ = system.scheduler().schedule(GRACE, () -> take(cell, runner, turn));
        }
    }

    private void take(ActorCell<?> cell, Runner runner, int turn) {
        if (runner.grip.turn() == turn) {
            watchdog.quarantine(
                    cell, runner.grip, runner.thread, turn, PATIENCE.plus(GRACE).toNanos());
        }
    }

    @Override
    public void watch(StallWatchdog dog, long nanoTime) {
        // Waiting is what these actors are for.
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
        var grip = Grip.current();
        long now = system.timeSource().nanoTime();
        tallyLock.lock();
        try {
            tally.add(kind, messages, grip.sent, (now - grip.sampledFrom) / messages);
        } finally {
            tallyLock.unlock();
        }
        grip.sent = 0;
        grip.sampledFrom = now;
    }

    @Override
    @SuppressWarnings("GuardedBy") // readers see recent values
    public List<Tally> tallies() {
        return List.of(tally);
    }

    @Override
    public void close(boolean interrupt) {
        open = false;
        if (interrupt) {
            running.values().forEach(runner -> runner.thread.interrupt());
        }
    }
}
