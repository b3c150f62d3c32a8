package dev.understudy.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread of a [WorkerPool], with what it alone writes: its spare nodes, its counters and, beneath, its [RunQueue].
///
/// *Sleeping:* a worker announces itself as parked, looks at all queues once more, and parks; whoever fills the
/// shared queue does a full fence and wakes someone if anybody is parked and nobody searches. One of the two sees
/// the other. A worker that fills its own ring does without the fence, see [WorkerPool#wakeHelp]. A searcher makes
/// wake-ups needless, so the last one to leave with work looks again on behalf of those who relied on it.
///
/// *What the watchdog sees:* `current` is set by a release before a turn begins and changed by one after it has
/// ended, as is the grip's count of turns. Who reads the cell between two equal looks at an odd count has read the
/// cell of that turn. So an activation costs no fence for the watchdog's sake.
final class Worker extends RunQueue {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /// More than a worker ever has in flight between the actors it runs by turns; what a burst makes beyond goes
    /// to the garbage collector.
    private static final int SPARE_NODES = 1024;

    /// What an activation sends before those it sends to get their turn: who answers each message with many would
    /// otherwise fill mailboxes much faster than they are emptied.
    private static final int MOST_SENT = 1024;

    /// Scans of the other workers' queues before parking.
    private static final int SEARCHES = 200;

    /// Activations between two calls of [#work].
    private static final int TURNS_OF_WORK = 256;

    /// Every so many activations the pool's shared queue comes first, so that the workers' own work can't starve
    /// it.
    private static final int SHARED_EVERY = 64;

    /// How often a parked worker looks whether a busy one sits on a cell in its slot.
    static final long LOOK_NANOS = 1_000_000;

    private static final long LONG_LOOK_NANOS = 1_000_000_000;

    /// An activation that took longer was most likely interrupted by the operating system or by a collection.
    private static final long INTERRUPTED_NANOS = 1_000_000;

    /// So many looks in a row at a busy worker that does not get on, by one that sits out, mean that it is needed:
    /// fewer and a collection, which stops both, would look the same.
    private static final int STUCK_LOOKS = 3;

    /// After so many looks in a row at a pool where nothing runs, what was busy is over.
    private static final int QUIET_LOOKS = 20;

    private static final VarHandle CURRENT;

    static {
        try {
            var lookup = MethodHandles.lookup();
            CURRENT = lookup.findVarHandle(Worker.class, "current", MailboxCell.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final WorkerPool pool;
    private final int index;
    /// Nodes to be used again, as many as `spares`. A place beyond keeps its old node, which is most often the one that
    /// comes back to it.
    private final @Nullable Node[] spare = new @Nullable Node[SPARE_NODES];

    private int spares;
    final Tally tally = new Tally();
    private final TimeSource time;
    /// Messages sent so far, and how many of them are in the tally.
    private int sent;
    private int sentBefore;
    /// When the present activation began, if its time is looked at.
    private long sampledFrom;
    private boolean sampled;
    /// Messages sent and processed so far.
    private long moved;
    /// What the samples add up to, without those in which the thread was interrupted; for [Headcount].
    private long samples;
    private long sampledMessages;
    private long sampledNanos;

    final Grip grip = new Grip();
    /// The cell that is being run, or was run last; this thread's. Others ask for [#running].
    @Nullable
    MailboxCell current;

    volatile boolean parked;
    private int activations;
    /// Just woken: its first cell to run next is worth waking another worker for.
    private boolean woken;
    /// At work although it should sit out, as another one is stuck.
    private boolean helping;
    /// What this worker last saw of each other one's activations.
    private final int[] seen;

    Worker(WorkerPool pool, int index, int workers, String name) {
        super(name);
        this.pool = pool;
        this.index = index;
        this.seen = new int[workers];
        this.time = pool.time();
        setDaemon(true);
    }

    /// A node to fill with what is sent.
    Node node() {
        sent++;
        if (spares > 0) {
            var node = spare[--spares];
            if (node != null) {
                return node;
            }
        }
        return new Node();
    }

    /// Takes back a node, empty and unlinked, that nobody else can touch.
    void recycle(Node node) {
        int at = spares;
        if (at < SPARE_NODES) {
            // A store of a reference costs the collector's barrier, and a stack mostly gets back what it gave.
            if (spare[at] != node) {
                spare[at] = node;
            }
            spares = at + 1;
        }
    }

    /// Counts an activation of one kind of actor.
    void count(int kind, int messages) {
        int out = sent - sentBefore;
        moved += messages + out;
        tally.add(kind, messages, out, sampled ? sampled(messages + out) / messages : -1);
        sentBefore = sent;
    }

    /// Whether the present activation has sent so much that others get their turn.
    boolean hasSentMuch() {
        return sent - sentBefore >= MOST_SENT;
    }

    private long sampled(int messages) {
        sampled = false;
        long nanos = time.nanoTime() - sampledFrom;
        if (nanos < INTERRUPTED_NANOS) {
            samples++;
            sampledMessages += messages;
            sampledNanos += nanos;
        }
        return nanos;
    }

    /// What it has done; from other threads recent values.
    Headcount.Load load() {
        return new Headcount.Load(moved, samples, sampledMessages, sampledNanos);
    }

    /// Every so many activations, has the next one's time looked at.
    private void sample() {
        sampled = activations % TurnTimes.SAMPLE_EVERY == 0;
        if (sampled) {
            sampledFrom = time.nanoTime();
        }
    }

    /// Runs the cell after the current one, or behind those that wait if there is one to run next already. By this
    /// thread only.
    void runNext(MailboxCell cell) {
        if (!fillSlot(cell)) {
            runLater(cell);
        } else if (woken) {
            woken = false;
            pool.wakeIfParked();
        }
    }

    /// The cell that this worker runs; from other threads a recent value. What is read here belongs to a turn of the
    /// grip that was seen both before and after.
    @Nullable
    MailboxCell running() {
        return (MailboxCell) CURRENT.getAcquire(this);
    }

    /// Runs the cell behind those that wait already. By this thread only.
    void runLater(MailboxCell cell) {
        int before = queue(cell);
        if (before < 0) {
            pool.submit(cell);
        } else if (before > 0 || isSlotFilled()) {
            // A cell that only goes round is run by this worker itself, at once.
            pool.wakeHelp();
        }
    }

    /// How many cells it has run so far; from other threads a recent value.
    int activations() {
        return activations;
    }

    int index() {
        return index;
    }

    @Override
    public void run() {
        try {
            while (pool.isOpen()) {
                work();
            }
        } catch (Grip.Abandoned e) {
            log.info(
                    "{} came back to an actor that had been quarantined, and ends: another one took its place",
                    getName());
        }
    }

    /// A part of the endless loop. It returns now and then because a method that is called is entered
    /// compiled. A loop that never ends depends on being replaced on the stack: after a deoptimization it
    /// was seen to run interpreted for seconds, at a seventh of the speed.
    private void work() {
        if (pool.sitsOut(index)) {
            sitOut();
        }
        for (int i = 0; i < TURNS_OF_WORK && pool.isOpen(); i++) {
            var cell = take();
            if (cell == null) {
                if (pool.sitsOut(index) && !helping) {
                    return;
                }
                cell = search();
                helping &= cell != null;
            }
            if (cell != null) {
                activations++;
                sample();
                CURRENT.setRelease(this, cell);
                cell.run(this, grip);
            }
        }
    }

    /// The cell to run now, if there is one. By this thread only.
    @Nullable
    MailboxCell take() {
        if (activations % SHARED_EVERY == 0) {
            var shared = pool.poll();
            if (shared != null) {
                return shared;
            }
        }
        return takeQueued();
    }

    private @Nullable MailboxCell scan(boolean slotToo) {
        var cell = pool.poll();
        var workers = pool.workers();
        for (int i = 1; cell == null && i < workers.length; i++) {
            cell = stealFrom(workers[(index + i) % workers.length], slotToo);
        }
        return cell;
    }

    private @Nullable MailboxCell search() {
        CURRENT.setRelease(this, (MailboxCell) null);
        pool.startSearching();
        MailboxCell found = null;
        for (int i = 0; found == null && i < SEARCHES && pool.isOpen(); i++) {
            found = scan(false);
            if (found == null) {
                Thread.onSpinWait();
            }
        }
        boolean last = pool.stopSearching();
        if (found != null) {
            if (last && pool.hasQueued()) {
                pool.wakeIfParked();
            }
            return found;
        }
        return park();
    }

    private @Nullable MailboxCell park() {
        clearRing();
        parked = true;
        pool.parking();
        var found = scan(false);
        if (found == null) {
            woken = true;
            while (parked && found == null && pool.isOpen() && !pool.sitsOut(index)) {
                LockSupport.parkNanos(this, pool.allParked() ? LONG_LOOK_NANOS : LOOK_NANOS);
                found = scan(someoneIsStuck());
            }
            if (found != null && pool.hasQueued()) {
                pool.wakeIfParked();
            }
        }
        parked = false;
        pool.unparking();
        pool.watchdog().wakeUp();
        return found;
    }

    /// Leaves the work to the others as long as [Headcount] thinks that they get more done without this one; but while
    /// one of them does not get on, and something waits, it helps.
    private void sitOut() {
        if (helping && someoneIsStuck()) {
            return;
        }
        helping = false;
        CURRENT.setRelease(this, (MailboxCell) null);
        evacuate(pool::submit);
        clearRing();
        // Others may have relied on this one while it searched.
        pool.wakeForWork();
        int stuck = 0;
        int quiet = 0;
        while (!helping && pool.isOpen() && pool.sitsOut(index)) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            stuck = someoneIsStuck() ? stuck + 1 : 0;
            helping = stuck >= STUCK_LOOKS;
            quiet = pool.nothingRuns() ? quiet + 1 : 0;
            if (quiet >= QUIET_LOOKS) {
                pool.recallAll();
            }
        }
    }

    /// Whether a worker has something waiting and has not finished an activation since this worker looked last.
    private boolean someoneIsStuck() {
        boolean stuck = false;
        for (var worker : pool.workers()) {
            int now = worker.activations;
            stuck |= worker != this
                    && now == seen[worker.index]
                    && worker.running() != null
                    && (worker.isSlotFilled() || pool.hasQueued());
            seen[worker.index] = now;
        }
        return stuck;
    }
}
