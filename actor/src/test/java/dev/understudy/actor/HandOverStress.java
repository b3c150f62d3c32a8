package dev.understudy.actor;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// What one thread wrote plainly and another must see, under jcstress: real threads, real processors, all that the
/// compilers and the memory model may reorder. [MemoryModelTest] runs them.
///
/// Lincheck, beside, enumerates interleavings but takes memory for sequentially consistent.
public final class HandOverStress {

    private HandOverStress() {}

    /// Something whose content is written plainly.
    private static final class Parcel {
        int content;

        Parcel(int content) {
            this.content = content;
        }
    }

    /// A cell that whoever finds it scheduled may run, and which keeps plain state as a behavior does.
    static final class PlainCell extends BareCell {

        final AtomicInteger scheduled = new AtomicInteger();
        /// Written by whoever runs the cell.
        int received;
        int sum;
        int system;

        void send(int content) {
            enqueue(new Parcel(content), Node.PLAIN, null);
        }

        void runWhileScheduled() {
            while (scheduled.compareAndSet(1, 0)) {
                run(null, new Grip());
            }
        }

        @Override
        void schedule(@Nullable Worker sender) {
            scheduled.set(1);
        }

        @Override
        void deliver(Object message, Grip grip) {
            received++;
            sum += ((Parcel) message).content;
        }

        @Override
        void onSystem(SystemMessage message, Grip grip) {
            system++;
        }
    }

    /// A message and its content go from a sender to whoever runs the cell.
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not arrived yet")
    @Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "arrived whole")
    @Outcome(expect = Expect.FORBIDDEN, desc = "arrived without its content")
    @State
    public static class Content {
        private final PlainCell cell = new PlainCell();

        /// Sends.
        @Actor
        public void sender() {
            cell.send(7);
        }

        /// Runs the cell.
        @Actor
        public void worker(II_Result result) {
            cell.runWhileScheduled();
            result.r1 = cell.scheduled.get() == 1 ? 0 : cell.received;
            result.r2 = result.r1 == 0 ? 0 : cell.sum;
        }
    }

    /// What one activation wrote is there for the next, whichever thread runs it, and no message is left behind.
    @JCStressTest
    @Outcome(id = "4, 1111", expect = Expect.ACCEPTABLE, desc = "all, each once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an activation did not see what another wrote, or a wake-up was lost")
    @State
    public static class Activations {
        private final PlainCell cell = new PlainCell();

        /// Sends twice and runs the cell.
        @Actor
        public void first() {
            cell.send(1);
            cell.runWhileScheduled();
            cell.send(10);
            cell.runWhileScheduled();
        }

        /// So does this one.
        @Actor
        public void second() {
            cell.send(100);
            cell.runWhileScheduled();
            cell.send(1000);
            cell.runWhileScheduled();
        }

        /// In the end.
        @Arbiter
        public void end(II_Result result) {
            cell.runWhileScheduled();
            result.r1 = cell.received;
            result.r2 = cell.sum;
        }
    }

    /// A message of the system lane wakes a cell that is just going idle.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both, each once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class SystemLane {
        private final PlainCell cell = new PlainCell();

        /// Sends and runs the cell until it is idle.
        @Actor
        public void worker() {
            cell.send(1);
            cell.runWhileScheduled();
        }

        /// Sends to the system lane.
        @Actor
        public void system() {
            cell.enqueueSystem(new SystemMessage.Resume());
        }

        /// In the end.
        @Arbiter
        public void end(II_Result result) {
            cell.runWhileScheduled();
            result.r1 = cell.received;
            result.r2 = cell.system;
        }
    }

    /// A cell that a worker is to run next is taken once, by it or by a thief, with all that was written before.
    @JCStressTest
    @Outcome(id = "7, 0", expect = Expect.ACCEPTABLE, desc = "its own worker took it")
    @Outcome(id = "0, 7", expect = Expect.ACCEPTABLE, desc = "the thief did")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, taken twice or not seen whole")
    @State
    public static class RunNext {
        @SuppressWarnings("NullAway") // never started, so nobody looks for its watchdog
        private static final WorkerPool POOL = new WorkerPool("jcstress", 2, null, TimeSource.system());

        private final Worker worker = new Worker(POOL, 0, 2, "owner");
        private final PlainCell cell = new PlainCell();
        private int byOwner;
        private int byThief;

        /// Its worker.
        @Actor
        public void owner() {
            cell.sum = 7;
            worker.runNext(cell);
            var taken = worker.take();
            byOwner = taken == null ? 0 : ((PlainCell) taken).sum;
        }

        /// A thief.
        @Actor
        public void thief() {
            worker.evacuate(taken -> byThief += ((PlainCell) taken).sum);
        }

        /// In the end.
        @Arbiter
        public void end(II_Result result) {
            result.r1 = byOwner;
            result.r2 = byThief;
        }
    }

    /// Of a thread that comes back from user code and a watchdog that takes its cell, one wins.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the thread goes on")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the watchdog took the cell")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both go on with the cell, or neither does")
    @State
    public static class WhoHoldsTheCell {
        private final Grip grip = new Grip();
        private volatile @Nullable Thread holder;
        private int written;

        /// The thread that runs user code.
        @Actor
        public void holder(II_Result result) {
            grip.enter();
            holder = Thread.currentThread();
            written = 1;
            try {
                grip.leave();
                result.r1 = 1;
            } catch (Grip.Abandoned e) {
                result.r1 = 0;
            }
        }

        /// The watchdog.
        @Actor
        public void watchdog(II_Result result) {
            var suspect = holder;
            boolean taken = suspect != null && grip.take(suspect, 1);
            result.r2 = taken ? written : 0;
        }
    }
}
