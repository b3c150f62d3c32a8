package dev.understudy.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Lincheck runs senders against workers on one mailbox, in interleavings that it enumerates.
///
/// What a mailbox promises is no sequential queue: a sender that has not linked its node yet holds back those behind it
/// for a while. So the operations return nothing, and what is checked, when all threads are done and the cell has been
/// run until it is idle, is that each message has arrived once and in the order of its sender, that no two threads ran
/// the cell at once, and that no wake-up was lost. Taking away the second look at the system lane, recycling a node
/// before the cell is idle, or going idle without a compare-and-set each fails this test.
public class MailboxLincheckTest {

    private static final int SENDERS = 3;

    private record Numbered(int sender, int number) {}

    /// A cell that notes what it gets, and which whoever likes may run when it is scheduled.
    private static final class NotingCell extends BareCell {

        final AtomicInteger scheduled = new AtomicInteger();
        final List<Numbered> received = new ArrayList<>();
        int systemReceived;
        private boolean running;

        void runIfScheduled(@Nullable Worker worker, Grip grip) {
            int turns = scheduled.get();
            if (turns > 0 && scheduled.compareAndSet(turns, turns - 1)) {
                run(worker, grip);
            }
        }

        @Override
        void schedule(@Nullable Worker sender) {
            if (scheduled.incrementAndGet() != 1) {
                throw new IllegalStateException("scheduled twice");
            }
        }

        /// Plain accesses that a second thread within the cell would be seen at.
        private void alone(Runnable action) {
            if (running) {
                throw new IllegalStateException("run by two threads at once");
            }
            running = true;
            action.run();
            running = false;
        }

        @Override
        void deliver(Object message, Grip grip) {
            alone(() -> received.add((Numbered) message));
        }

        @Override
        void onSystem(SystemMessage message, Grip grip) {
            alone(() -> systemReceived++);
        }
    }

    /// Never started, so nobody looks for its watchdog.
    @SuppressWarnings("NullAway")
    private final WorkerPool pool = new WorkerPool("lincheck", 2, null, TimeSource.system());

    private final NotingCell cell = new NotingCell();
    /// Each written by the thread of one group of operations.
    private final int[] sent = new int[SENDERS];
    private final AtomicInteger systemSent = new AtomicInteger();

    private void send(int sender, @Nullable Worker worker) {
        cell.enqueue(new Numbered(sender, sent[sender]++), Node.PLAIN, worker);
    }

    /// A worker sends, with a node of its own.
    @Operation(nonParallelGroup = "first worker")
    public void sendFromFirstWorker() {
        send(0, pool.workers()[0]);
    }

    /// Another one.
    @Operation(nonParallelGroup = "second worker")
    public void sendFromSecondWorker() {
        send(1, pool.workers()[1]);
    }

    /// A thread that is no worker sends.
    @Operation(nonParallelGroup = "outside")
    public void sendFromOutside() {
        send(2, null);
    }

    /// Something for the system lane.
    @Operation(nonParallelGroup = "outside")
    public void sendSystem() {
        systemSent.incrementAndGet();
        cell.enqueueSystem(new SystemMessage.Resume());
    }

    /// A worker runs the cell, if it is scheduled, and keeps its nodes.
    @Operation(nonParallelGroup = "first worker")
    public void runOnFirstWorker() {
        var worker = pool.workers()[0];
        cell.runIfScheduled(worker, worker.grip);
    }

    /// Another one.
    @Operation(nonParallelGroup = "second worker")
    public void runOnSecondWorker() {
        var worker = pool.workers()[1];
        cell.runIfScheduled(worker, worker.grip);
    }

    /// When all threads are done.
    @Validate
    public void eachMessageArrivesOnceAndInOrder() {
        while (cell.scheduled.get() > 0) {
            cell.runIfScheduled(null, new Grip());
        }
        if (!cell.mailboxIsIdle()) {
            throw new IllegalStateException("not idle, but not scheduled either: a wake-up was lost");
        }
        int[] expected = new int[SENDERS];
        for (var message : cell.received) {
            if (message.number() != expected[message.sender()]++) {
                throw new IllegalStateException("out of order or twice: " + cell.received);
            }
        }
        for (int sender = 0; sender < SENDERS; sender++) {
            if (expected[sender] != sent[sender]) {
                throw new IllegalStateException("lost: " + cell.received + " of " + sent[sender]);
            }
        }
        if (cell.systemReceived != systemSent.get()) {
            throw new IllegalStateException("lost in the system lane");
        }
    }

    @Test
    void mailboxKeepsItsPromisesInEveryInterleavingTried() {
        new ModelCheckingOptions()
                .iterations(12)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(0)
                .sequentialSpecification(Nothing.class)
                .check(MailboxLincheckTest.class);
    }

    /// What the operations return in any order: nothing.
    public static final class Nothing {
        /// Returns nothing.
        public void sendFromFirstWorker() {}

        /// Returns nothing.
        public void sendFromSecondWorker() {}

        /// Returns nothing.
        public void sendFromOutside() {}

        /// Returns nothing.
        public void sendSystem() {}

        /// Returns nothing.
        public void runOnFirstWorker() {}

        /// Returns nothing.
        public void runOnSecondWorker() {}
    }
}
