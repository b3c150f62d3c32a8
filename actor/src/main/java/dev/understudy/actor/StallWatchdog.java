package dev.understudy.actor;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after the threads that run actors: names an actor that holds its worker for long, with its stack; lets
/// the others have a turn when one actor goes on and on; and takes the actor from a thread that does not come
/// back, so that the thread can be replaced.
///
/// It looks at real time whatever clock the system has, as threads get stuck in real time. It sleeps while no
/// worker runs.
final class StallWatchdog implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(StallWatchdog.class);

    /// Every ten seconds with the default threshold: as often as a warning about the same actor is of use.
    private static final int GAUGE_EVERY = 200;

    private final ActorSystem system;
    private final Duration threshold;
    private final Duration quarantineAfter;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Grip, Sight> sights = new WeakHashMap<>();

    @GuardedBy("lock")
    private final Map<ActorCell<?>, Quarantined> quarantined = new LinkedHashMap<>();

    private volatile boolean asleep;
    private volatile boolean open = true;
    private volatile long stalls;

    StallWatchdog(ActorSystem system, Duration threshold, Duration quarantineAfter) {
        this.system = system;
        this.threshold = threshold;
        this.quarantineAfter = quarantineAfter;
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("understudy-" + system.name() + "-watchdog")
                .unstarted(this);
    }

    /// When a grip was first seen in its current turn.
    private static final class Sight {
        int turn = -1;
        int activation = -1;
        long turnSince;
        /// For how many looks nobody was gauged on this thread.
        int looks;
        /// What was reported to hold its thread in that turn.
        @Nullable
        ActorCell<?> reported;
    }

    void start() {
        thread.start();
    }

    void close() {
        open = false;
        LockSupport.unpark(thread);
    }

    /// A thread begins to run cells: there is something to watch.
    void wakeUp() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /// How many stalls were seen so far.
    long stalls() {
        return stalls;
    }

    @Override
    public void run() {
        while (open) {
            if (system.isQuiet()) {
                asleep = true;
                // Between the two, so that whoever wakes up after the first look sees `asleep`.
                if (system.isQuiet() && open) {
                    LockSupport.park(this);
                }
                asleep = false;
            }
            LockSupport.parkNanos(this, threshold.toNanos() / 2);
            if (open) {
                system.watch(this, System.nanoTime());
            }
        }
    }

    /// Looks at one thread that runs cells.
    ///
    /// @param holder the thread
    /// @param cell what it runs at this moment, or shortly before or after it
    /// @param activation counts its activations
    /// @return whether the cell was taken from the thread, which has to be replaced
    boolean look(Grip grip, Thread holder, @Nullable MailboxCell cell, int activation, long now) {
        lock.lock();
        try {
            var sight = sights.computeIfAbsent(grip, _ -> new Sight());
            gauge(sight, cell);
            int turn = grip.turn();
            grip.hurry(activation == sight.activation && turn != sight.turn);
            sight.activation = activation;
            if (turn != sight.turn) {
                if (sight.reported != null) {
                    new FlightRecords.SlowMessage(now - sight.turnSince).commitFor(sight.reported);
                }
                sight.turn = turn;
                sight.turnSince = now;
                sight.reported = null;
                return false;
            }
            long held = now - sight.turnSince;
            if (!Grip.isUserCode(turn) || held < threshold.toNanos() || !(cell instanceof ActorCell<?> actor)) {
                return false;
            }
            if (sight.reported == null) {
                sight.reported = actor;
                report(actor, holder, held);
            }
            return held >= quarantineAfter.toNanos() && quarantine(actor, grip, holder, turn, held);
        } finally {
            lock.unlock();
        }
    }

    /// Now and then has the actor that happens to run look how much waits for it: one that falls behind runs all the
    /// time, so it is met.
    private static void gauge(Sight sight, @Nullable MailboxCell cell) {
        sight.looks++;
        if (sight.looks >= GAUGE_EVERY && cell != null) {
            sight.looks = 0;
            cell.enqueueSystem(new SystemMessage.Gauge());
        }
    }

    @GuardedBy("lock")
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock; volatile for readers
    private void report(ActorCell<?> actor, Thread holder, long heldNanos) {
        stalls++;
        var trace = new StringBuilder();
        var where = holder.getStackTrace();
        new FlightRecords.Stall(heldNanos, where).commitFor(actor);
        for (var frame : where) {
            trace.append("\n\tat ").append(frame);
        }
        log.warn(
                "{} has held {} for {} ms; an actor that waits should be blocking(){}",
                actor,
                holder.getName(),
                heldNanos / 1_000_000,
                trace);
    }

    /// Takes a cell from a thread that is within its user code, in this turn, for whatever reason.
    ///
    /// @return whether that succeeded: if not, the thread has come back
    boolean quarantine(ActorCell<?> actor, Grip grip, Thread holder, int turn, long heldNanos) {
        lock.lock();
        try {
            var where = holder.getStackTrace();
            if (!grip.take(holder, turn)) {
                return false;
            }
            var failure = new StalledException(actor.path(), Duration.ofNanos(heldNanos), where);
            quarantined.put(actor, new Quarantined(actor, system.timeSource().now(), failure));
            log.error(
                    "{} has not come back to {} for {} ms and is quarantined; its thread is replaced",
                    actor,
                    holder.getName(),
                    heldNanos / 1_000_000,
                    failure);
            actor.detach(grip);
            return true;
        } finally {
            lock.unlock();
        }
    }

    List<Quarantined> quarantined() {
        lock.lock();
        try {
            return new ArrayList<>(quarantined.values());
        } finally {
            lock.unlock();
        }
    }

    /// Hands a quarantined actor to its supervisor, as failed.
    boolean release(ActorRef<?> ref) {
        lock.lock();
        try {
            var was = ref instanceof ActorCell<?> cell ? quarantined.remove(cell) : null;
            if (was == null) {
                return false;
            }
            ((ActorCell<?>) was.ref()).enqueueSystem(new SystemMessage.Release(was.failure()));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The actor has ended; nothing is left to release.
    void forget(ActorCell<?> actor) {
        lock.lock();
        try {
            quarantined.remove(actor);
        } finally {
            lock.unlock();
        }
    }
}
