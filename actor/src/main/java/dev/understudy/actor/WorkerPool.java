package dev.understudy.actor;

import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A fixed number of [Worker]s that steal from each other, and one shared queue for what comes from other
/// threads.
final class WorkerPool implements Dispatch {

    private final String name;
    private final StallWatchdog watchdog;
    private final TimeSource time;
    /// Of all workers there ever were.
    private final List<Tally> tallies = new CopyOnWriteArrayList<>();
    /// A place is written by the watchdog only, when it replaces a worker; who sees the old one for a while
    /// finds nothing there.
    private final Worker[] workers;
    private final Queue<MailboxCell> shared = new ConcurrentLinkedQueue<>();
    private final AtomicInteger parked = new AtomicInteger();
    private final AtomicInteger searching = new AtomicInteger();
    private volatile boolean open = true;
    /// Those of a lower index work, the others sit out.
    private volatile int atWork;
    /// All were called back to work since the watchdog looked last.
    private volatile boolean recalled;
    /// The watchdog's.
    private final Headcount headcount;
    /// The watchdog's.
    private int replaced;

    WorkerPool(String name, int size, StallWatchdog watchdog, TimeSource time) {
        this.name = name;
        this.watchdog = watchdog;
        this.time = time;
        workers = new Worker[size];
        atWork = size;
        headcount = new Headcount(size);
        for (int i = 0; i < size; i++) {
            workers[i] = worker(i, name + "-" + i);
        }
    }

    private Worker worker(int index, String threadName) {
        var worker = new Worker(this, index, workers.length, threadName);
        tallies.add(worker.tally);
        return worker;
    }

    void start() {
        for (var worker : workers) {
            worker.start();
        }
    }

    @Override
    public void watch(StallWatchdog dog, long nanoTime) {
        for (var worker : workers) {
            if (dog.look(worker.grip, worker, worker.running(), worker.activations(), nanoTime)) {
                replace(worker);
            }
        }
        if (recalled) {
            recalled = false;
            headcount.everyone();
        }
        atWork(headcount.decide(Stream.of(workers).map(Worker::load).toList(), nanoTime));
    }

    /// Lets so many workers work, and the others sit out.
    void atWork(int count) {
        atWork = count;
    }

    /// Whether the worker of this index is to leave the work to the others.
    boolean sitsOut(int index) {
        return index >= atWork;
    }

    /// Everyone is needed.
    void recallAll() {
        recalled = true;
        atWork = workers.length;
    }

    /// Whether those who don't sit out have nothing to do.
    boolean nothingRuns() {
        return parked.get() == atWork;
    }

    /// Puts a new worker in the place of one that is stuck.
    private void replace(Worker stuck) {
        int index = stuck.index();
        replaced++;
        var fresh = worker(index, name + "-" + index + "r" + replaced);
        workers[index] = fresh;
        stuck.evacuate(this::submit);
        fresh.start();
    }

    @Override
    public boolean isQuiet() {
        return allParked();
    }

    @Override
    public void endAsked(ActorCell<?> cell) {
        // The watchdog looks at every worker anyway.
    }

    StallWatchdog watchdog() {
        return watchdog;
    }

    @Override
    public void schedule(MailboxCell cell, @Nullable Worker sender) {
        if (sender != null && sender.pool == this) {
            sender.runNext(cell);
        } else {
            submit(cell);
        }
    }

    @Override
    public void requeue(MailboxCell cell, @Nullable Worker worker) {
        if (worker != null && worker.pool == this) {
            worker.runLater(cell);
        } else {
            submit(cell);
        }
    }

    @Override
    public void count(@Nullable Worker worker, int kind, int messages) {
        if (worker != null) {
            worker.count(kind, messages);
        }
    }

    @Override
    public boolean isWorkers() {
        return true;
    }

    @Override
    public List<Tally> tallies() {
        return tallies;
    }

    TimeSource time() {
        return time;
    }

    void submit(MailboxCell cell) {
        shared.offer(cell);
        wakeForWork();
    }

    @Nullable
    MailboxCell poll() {
        return shared.poll();
    }

    Worker[] workers() {
        return workers;
    }

    boolean isOpen() {
        return open;
    }

    void startSearching() {
        searching.incrementAndGet();
    }

    /// Whether this was the last one.
    boolean stopSearching() {
        return searching.decrementAndGet() == 0;
    }

    void parking() {
        parked.incrementAndGet();
    }

    void unparking() {
        parked.decrementAndGet();
    }

    boolean allParked() {
        return parked.get() == workers.length;
    }

    boolean hasQueued() {
        if (!shared.isEmpty()) {
            return true;
        }
        for (var worker : workers) {
            if (worker.hasQueued()) {
                return true;
            }
        }
        return false;
    }

    /// After filling a queue: wakes someone, unless nobody sleeps or somebody searches anyway.
    void wakeForWork() {
        // Between filling the queue and looking who sleeps; the sleeper does it the other way round.
        VarHandle.fullFence();
        if (parked.getPlain() != 0 && searching.getPlain() == 0) {
            wake();
        }
    }

    /// After a worker has filled its own queue. Without a fence, so that a worker which is just falling asleep may be
    /// missed: but the one that fills is awake and comes to it, and whoever sleeps while another is awake looks
    /// around every [Worker#LOOK_NANOS].
    void wakeHelp() {
        if (parked.getPlain() != 0 && searching.getPlain() == 0) {
            wake();
        }
    }

    void wakeIfParked() {
        if (parked.getPlain() != 0) {
            wake();
        }
    }

    private void wake() {
        for (var worker : workers) {
            if (worker.parked) {
                worker.parked = false;
                LockSupport.unpark(worker);
                return;
            }
        }
    }

    @Override
    public void close(boolean interrupt) {
        open = false;
        for (var worker : workers) {
            if (interrupt) {
                worker.interrupt();
            }
            LockSupport.unpark(worker);
        }
    }
}
