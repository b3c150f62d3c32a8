package dev.understudy.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread of a [WorkerPool], with what it alone writes: its run queue, its spare nodes, its counters.
///
/// *Run queue:* a ring that this worker fills and from which any worker takes by CAS of `taken`, and a slot for
/// the cell to run next, in which an actor that was just sent to meets a warm cache. The slot can be stolen too:
/// its owner may be busy for long. What is scheduled while the slot is taken goes into the ring, so cells run in the
/// order in which they were sent to, and filling the slot needs no atomic: only its owner fills it.
///
/// *Sleeping:* a worker announces itself as parked, looks at all queues once more, and parks; whoever fills the
/// shared queue does a full fence and wakes someone if anybody is parked and nobody searches. One of the two sees
/// the other. A worker that fills its own ring does without the fence, see [WorkerPool#wakeHelp]. A searcher makes
/// wake-ups needless, so the last one to leave with work looks again on behalf of those who relied on it.
///
/// *What the watchdog sees:* `current` is set by a release before a turn begins and changed by one after it has
/// ended, as is the grip's count of turns. Who reads the cell between two equal looks at an odd count has read the
/// cell of that turn. So an activation costs no fence for the watchdog's sake.
final class Worker extends Thread {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private static final int RING = 256;
    private static final int MASK = RING - 1;

    /// More than a worker ever has in flight between the actors it runs by turns; what a burst makes beyond goes
    /// to the garbage collector.
    private static final int SPARE_NODES = 1024;

    /// Scans of the other workers' queues before parking.
    private static final int SEARCHES = 200;

    /// Activations between two calls of [#work].
    private static final int TURNS_OF_WORK = 256;

    /// Turns from the slot in a row before the ring gets one.
    private static final int SLOT_TURNS = 64;

    /// Every so many activations the pool's shared queue comes first, so that the workers' own work can't starve
    /// it.
    private static final int SHARED_EVERY = 64;

    /// How often a parked worker looks whether a busy one sits on a cell in its slot.
    static final long LOOK_NANOS = 1_000_000;

    private static final long LONG_LOOK_NANOS = 1_000_000_000;

    private static final VarHandle TAKEN;
    private static final VarHandle FILLED;
    private static final VarHandle SLOT;
    private static final VarHandle CURRENT;
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(MailboxCell[].class);

    static {
        try {
            var lookup = MethodHandles.lookup();
            TAKEN = lookup.findVarHandle(Worker.class, "taken", int.class);
            FILLED = lookup.findVarHandle(Worker.class, "filled", int.class);
            SLOT = lookup.findVarHandle(Worker.class, "slot", MailboxCell.class);
            CURRENT = lookup.findVarHandle(Worker.class, "current", MailboxCell.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final WorkerPool pool;
    private final int index;
    private final @Nullable MailboxCell[] ring = new @Nullable MailboxCell[RING];
    private int taken;
    private int filled;
    private @Nullable MailboxCell slot;

    private @Nullable Node spare;
    private int spares;
    final Tally tally = new Tally();
    private final TimeSource time;
    /// Messages sent so far, and how many of them are in the tally.
    private int sent;
    private int sentBefore;
    /// When the present activation began, if its time is looked at.
    private long sampledFrom;
    private boolean sampled;

    final Grip grip = new Grip();
    /// The cell that is being run, or was run last; this thread's. Others ask for [#running].
    @Nullable
    MailboxCell current;

    volatile boolean parked;
    private int activations;
    private int slotTurns;
    /// Just woken: its first cell to run next is worth waking another worker for.
    private boolean woken;
    /// What this worker last saw of each other one's activations.
    private final int[] seen;

    Worker(WorkerPool pool, int index, int workers, String name) {
        super(null, null, name, 0, false);
        this.pool = pool;
        this.index = index;
        this.seen = new int[workers];
        this.time = pool.time();
        setDaemon(true);
    }

    /// A node to fill with what is sent.
    Node node() {
        sent++;
        var node = spare;
        if (node == null) {
            return new Node();
        }
        spare = node.next;
        node.next = null;
        spares--;
        return node;
    }

    /// Takes back a node, empty and unlinked, that nobody else can touch.
    void recycle(Node node) {
        if (spares < SPARE_NODES) {
            node.next = spare;
            spare = node;
            spares++;
        }
    }

    /// Counts an activation of one kind of actor.
    void count(int kind, int messages) {
        long nanos = sampled ? (time.nanoTime() - sampledFrom) / messages : -1;
        sampled = false;
        tally.add(kind, messages, sent - sentBefore, nanos);
        sentBefore = sent;
    }

    /// Every so many activations, has the next one's time looked at.
    private void sample() {
        if (activations % TurnTimes.SAMPLE_EVERY == 0) {
            sampled = true;
            sampledFrom = time.nanoTime();
        }
    }

    /// Runs the cell after the current one, or behind those that wait if there is one to run next already. By this
    /// thread only.
    void runNext(MailboxCell cell) {
        if (SLOT.getAcquire(this) != null) {
            runLater(cell);
            return;
        }
        // Nobody else fills the slot, so it is still empty.
        SLOT.setRelease(this, cell);
        if (woken) {
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
        int at = filled;
        int waiting = at - (int) TAKEN.getAcquire(this);
        if (waiting < RING) {
            ELEMENT.setRelease(ring, at & MASK, cell);
            FILLED.setRelease(this, at + 1);
            // A cell that only goes round is run by this worker itself, at once.
            if (waiting > 0 || SLOT.getAcquire(this) != null) {
                pool.wakeHelp();
            }
        } else {
            pool.submit(cell);
        }
    }

    /// How many cells it has run so far; from other threads a recent value.
    int activations() {
        return activations;
    }

    int index() {
        return index;
    }

    /// Moves what a replaced worker had queued to the pool; its slot too, as that worker won't come back to it.
    void evacuate(Consumer<MailboxCell> to) {
        while (true) {
            int at = (int) TAKEN.getAcquire(this);
            if (at == (int) FILLED.getAcquire(this)) {
                break;
            }
            var cell = (MailboxCell) ELEMENT.getAcquire(ring, at & MASK);
            if (TAKEN.compareAndSet(this, at, at + 1)) {
                to.accept(cell);
            }
        }
        var next = (MailboxCell) SLOT.getAndSet(this, (MailboxCell) null);
        if (next != null) {
            to.accept(next);
        }
    }

    boolean hasQueued() {
        return (int) TAKEN.getAcquire(this) != (int) FILLED.getAcquire(this);
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
        for (int i = 0; i < TURNS_OF_WORK && pool.isOpen(); i++) {
            var cell = take();
            if (cell == null) {
                cell = search();
            }
            if (cell != null) {
                activations++;
                sample();
                CURRENT.setRelease(this, cell);
                cell.run(this, grip);
            }
        }
    }

    private @Nullable MailboxCell take() {
        if (activations % SHARED_EVERY == 0) {
            var shared = pool.poll();
            if (shared != null) {
                return shared;
            }
        }
        if (++slotTurns <= SLOT_TURNS || !hasQueued()) {
            var next = fromSlot();
            if (next != null) {
                return next;
            }
        }
        slotTurns = 0;
        var queued = pop();
        // What was queued a moment ago may be stolen by now, and the cell in the slot must not be left there.
        return queued != null ? queued : fromSlot();
    }

    private @Nullable MailboxCell fromSlot() {
        var next = (MailboxCell) SLOT.getAcquire(this);
        return next != null && SLOT.compareAndSet(this, next, (MailboxCell) null) ? next : null;
    }

    private @Nullable MailboxCell pop() {
        while (true) {
            int at = (int) TAKEN.getAcquire(this);
            if (at == filled) {
                return null;
            }
            var cell = (MailboxCell) ELEMENT.getAcquire(ring, at & MASK);
            if (TAKEN.compareAndSet(this, at, at + 1)) {
                // Ours to clear: only this thread fills the ring.
                ELEMENT.setRelease(ring, at & MASK, (MailboxCell) null);
                return cell;
            }
        }
    }

    /// Takes half of what another worker has queued, or the cell in its slot; returns one of it.
    private @Nullable MailboxCell stealFrom(Worker victim, boolean slotToo) {
        while (true) {
            int at = (int) TAKEN.getAcquire(victim);
            int count = (int) FILLED.getAcquire(victim) - at;
            if (count <= 0) {
                break;
            }
            count -= count / 2;
            if (count > RING / 2) {
                // The two reads did not belong together.
                continue;
            }
            int mine = filled;
            var first = (MailboxCell) ELEMENT.getAcquire(victim.ring, at & MASK);
            for (int i = 1; i < count; i++) {
                ELEMENT.setRelease(
                        ring, (mine + i - 1) & MASK, (MailboxCell) ELEMENT.getAcquire(victim.ring, (at + i) & MASK));
            }
            if (TAKEN.compareAndSet(victim, at, at + count)) {
                FILLED.setRelease(this, mine + count - 1);
                return first;
            }
        }
        if (slotToo) {
            var cell = (MailboxCell) SLOT.getAcquire(victim);
            if (cell != null && SLOT.compareAndSet(victim, cell, (MailboxCell) null)) {
                return cell;
            }
        }
        return null;
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
            while (parked && found == null && pool.isOpen()) {
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

    /// Whether a worker has a cell in its slot and has not finished an activation since this worker looked last.
    private boolean someoneIsStuck() {
        boolean stuck = false;
        for (var worker : pool.workers()) {
            int now = worker.activations;
            stuck |= worker != this && now == seen[worker.index] && SLOT.getAcquire(worker) != null;
            seen[worker.index] = now;
        }
        return stuck;
    }

    /// Forgets cells that others stole: a thief can't clear them, as the place may be filled again by then.
    private void clearRing() {
        for (int i = 0; i < RING; i++) {
            ELEMENT.setRelease(ring, i, (MailboxCell) null);
        }
    }
}
