package dev.understudy.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The engine under every actor: mailbox, scheduling state and run-queue entry in one object.
///
/// *The mailbox* is an MCS-lock queue. `tail == null` means idle: the mailbox word is the scheduling state, there
/// is no status word beside it and no stub node. A send is one atomic exchange of `tail`; whoever finds null
/// there owns the step from idle to scheduled. The node whose message is being processed stays in the queue until
/// its successor is known, so `tail` is non-null all through an activation.
///
/// ```text
///            exchange finds null:                run(), by one worker
///            head = node; schedule
///   IDLE ───────────────────────────▶ SCHEDULED ─────────────────────▶ RUNNING
///    ▲                                    ▲                              │  │
///    │                                    └──── batch used up, much ─────┘  │
///    │                                          sent, or a link awaited     │
///    └──────── CAS(tail, last node, null) succeeds, nothing owed ───────────┘
/// ```
///
/// A suspended actor (failed, restarting, stopping) is not a fourth state: it runs as ever and its subclass puts
/// user messages aside, or makes them dead letters, instead of handling them. So it is idle when there is nothing
/// to put aside, no sender ever has to know, and the word that says so, `state`, belongs to whoever runs the
/// cell.
///
/// *The system lane* is a stack beside the queue, looked at before each message, so nothing that waits in the
/// mailbox delays it. Its sender pushes, then wakes an idle cell by CAS(tail, null, empty node); the cell, having
/// gone idle, looks at the lane once more. Push, that CAS (or the read of `tail` that makes it needless), the CAS
/// that goes idle and that last look are all volatile accesses, so of these two pairs at least one side sees the
/// other: either the sender finds `tail` null and schedules, or the cell finds the message and takes itself back
/// by the same CAS.
///
/// *Memory ordering.* What one activation wrote is seen by the next, on whatever thread: its writes → CAS of
/// `tail` to null → the exchange that reads that null → hand-over through the dispatcher's queue → the next
/// activation. Within an activation there is one thread. A message's content: its sender's writes → exchange
/// (release) and `setRelease` of the predecessor's `next` → the consumer's `getAcquire` of it; for the first
/// message, the sender's plain write of `head` → hand-over through the dispatcher. `head` and `state` are
/// therefore plain fields, written only by the owner: the consumer while it runs, then the one sender that found
/// null.
///
/// *A sender between exchange and link* holds back what others sent behind it. The consumer spins for a moment
/// and then requeues itself rather than wait for a thread that may have lost its processor.
///
/// *Recycling.* A node is reused only when no other thread can touch it: its predecessor's link was followed and
/// either its own `next` was read non-null (the one sender that got it from the exchange has linked and will not
/// look again), or the CAS to null succeeded (nobody got it). While the consumer holds a node as its last it is
/// not in any pool, so the CAS can't meet an old node of the same identity.
abstract class MailboxCell {

    /// How many messages an activation processes before others on the same worker get their turn.
    static final int BATCH = 128;

    /// How often the consumer looks for a link that a sender is about to make before it requeues itself.
    private static final int LINK_SPINS = 200;

    /// A pause where another thread is about to do something and nobody is in a hurry.
    private static final long COLD_WAIT_NANOS = 50_000;

    private static final VarHandle TAIL = handle("tail", Node.class);
    private static final VarHandle LANE = handle("lane", SystemNode.class);

    /// The last node; null when idle.
    @SuppressWarnings("UnusedVariable") // read through TAIL
    private @Nullable Node tail;
    /// The node to begin the next activation with; the owner's.
    private @Nullable Node head;
    /// The system lane, newest first.
    @SuppressWarnings("UnusedVariable") // read through LANE
    private @Nullable SystemNode lane;
    /// What keeps messages from being simply delivered, as bits of the subclass; 0 when nothing does. The
    /// owner's.
    int state;

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(MailboxCell.class, field, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Hands the cell to its dispatcher, which calls [#run] once. `sender` is the worker this is called on, if it
    /// is one.
    abstract void schedule(@Nullable Worker sender);

    /// Hands it to its dispatcher again, behind those that are scheduled already.
    abstract void requeue(@Nullable Worker worker);

    /// Handles a plain message while `state` is 0. Throws nothing but [Grip.Abandoned], like those below.
    abstract void deliver(Object message, Grip grip);

    /// Handles, keeps or refuses whatever is not a plain message, or any message while `state` is not 0.
    abstract void deliverSpecial(Object message, int flags, Grip grip);

    /// Whether messages have been put back in front of the mailbox and may be handled now. Asked only while
    /// `state` is not 0.
    abstract boolean hasFront();

    /// Handles the first of them.
    abstract void deliverFront(Grip grip);

    /// Acts upon one message of the system lane.
    abstract void onSystem(SystemMessage message, Grip grip);

    /// The cell was taken from a thread that is stuck in user code: sees to it that nothing goes on where that
    /// left off.
    abstract void onDetached();

    /// A message that stayed with a thread from which the cell was taken.
    abstract void lost(Object message, int flags);

    /// Adds to the counts of this kind of actor, after an activation.
    abstract void processed(@Nullable Worker worker, int messages);

    /// Puts something into the mailbox.
    final void enqueue(Object message, int flags) {
        enqueue(message, flags, Thread.currentThread() instanceof Worker worker ? worker : null);
    }

    /// The same; `worker` is the one that this is called on, if it is one.
    final void enqueue(Object message, int flags, @Nullable Worker worker) {
        var node = worker != null ? worker.node() : nodeOfOther();
        node.message = message;
        node.flags = flags;
        var before = (Node) TAIL.getAndSet(this, node);
        if (before != null) {
            Node.NEXT.setRelease(before, node);
        } else {
            head = node;
            schedule(worker);
        }
    }

    /// A node for a thread that is no worker, and its sending counted.
    private static Node nodeOfOther() {
        Grip.countSent(Thread.currentThread());
        return new Node();
    }

    /// Puts something into a mailbox that no other thread knows of yet, without scheduling.
    final void enqueueFirst(Object message, int flags) {
        var node = new Node();
        node.message = message;
        node.flags = flags;
        head = node;
        TAIL.setVolatile(this, node);
    }

    /// Puts something into the system lane.
    final void enqueueSystem(SystemMessage message) {
        var entry = new SystemNode(message);
        SystemNode top;
        do {
            top = (SystemNode) LANE.getVolatile(this);
            entry.next = top;
        } while (!LANE.compareAndSet(this, top, entry));
        if (TAIL.getVolatile(this) == null && wakeByEmptyNode()) {
            schedule(Thread.currentThread() instanceof Worker w ? w : null);
        }
    }

    /// Takes the step from idle to scheduled without a message; false if it is not idle.
    private boolean wakeByEmptyNode() {
        var empty = new Node();
        empty.flags = Node.DONE;
        if (!TAIL.compareAndSet(this, (Node) null, empty)) {
            return false;
        }
        head = empty;
        return true;
    }

    /// Whether the mailbox is empty and nobody runs the cell.
    final boolean mailboxIsIdle() {
        return TAIL.getVolatile(this) == null && LANE.getVolatile(this) == null;
    }

    /// One activation. Called once for each [#schedule], by one thread at a time.
    final void run(@Nullable Worker worker, Grip grip) {
        var node = head;
        int left = BATCH;
        int delivered = 0;
        try {
            while (node != null) {
                if (LANE.getOpaque(this) != null) {
                    drainLane(node, grip);
                }
                if ((node.flags | state) == 0) {
                    var message = node.message;
                    node.message = null;
                    node.flags = Node.DONE;
                    delivered++;
                    if (message != null) {
                        deliver(message, grip);
                    }
                } else {
                    if (node.flags != Node.DONE) {
                        if (node.flags != Node.START) {
                            delivered++;
                        }
                        deliverSpecial(node, grip);
                    }
                    while (state != 0 && left > 0 && hasFront()) {
                        left--;
                        delivered++;
                        deliverFront(grip);
                        if (LANE.getOpaque(this) != null) {
                            drainLane(node, grip);
                        }
                    }
                }
                boolean owes = state != 0 && hasFront();
                Node next = null;
                if (!owes) {
                    next = (Node) Node.NEXT.getAcquire(node);
                    if (next == null) {
                        if (TAIL.getAcquire(this) == node) {
                            // Counted before the cell is given up: afterwards another thread may own it.
                            processed(worker, delivered);
                            delivered = 0;
                            head = null;
                            if (TAIL.compareAndSet(this, node, (Node) null)) {
                                recycle(node, worker);
                                if (LANE.getVolatile(this) != null && wakeByEmptyNode()) {
                                    schedule(worker);
                                }
                                return;
                            }
                        }
                        next = awaitLink(node);
                    }
                }
                if (next == null) {
                    // This node, done with, keeps the place until the next activation.
                    giveWay(node, worker, delivered);
                    return;
                }
                recycle(node, worker);
                node = next;
                if (--left <= 0 || grip.isHurried() || (worker != null && worker.hasSentMuch())) {
                    giveWay(node, worker, delivered);
                    return;
                }
            }
        } catch (Grip.Abandoned e) {
            loseRest(node, grip);
            throw e;
        }
    }

    private void giveWay(Node node, @Nullable Worker worker, int delivered) {
        head = node;
        processed(worker, delivered);
        requeue(worker);
    }

    /// Lets the cell go on without the thread that holds `grip`, from which it was just taken. What is queued now
    /// stays with that thread, which alone knows where it is in the queue; what is sent from now on starts a new
    /// one.
    final void detach(Grip grip) {
        var fresh = new Node();
        fresh.flags = Node.DONE;
        grip.last = (Node) TAIL.getAndSet(this, fresh);
        head = fresh;
        for (var entry = grip.pending; entry != null; entry = entry.next) {
            enqueueSystem(entry.message);
        }
        grip.pending = null;
        onDetached();
        requeue(null);
    }

    /// A thread has come back to a queue that only it still has.
    private void loseRest(@Nullable Node from, Grip grip) {
        var last = grip.last;
        while (last == null) {
            // The taker has won and is about to cut the queue.
            LockSupport.parkNanos(COLD_WAIT_NANOS);
            last = grip.last;
        }
        var node = from;
        while (node != null) {
            var message = node.message;
            if (message != null && node.flags != Node.DONE) {
                lost(message, node.flags);
            }
            if (node == last) {
                return;
            }
            var next = awaitLink(node);
            while (next == null) {
                LockSupport.parkNanos(COLD_WAIT_NANOS);
                next = awaitLink(node);
            }
            node = next;
        }
    }

    /// The successor that a sender is about to link, or null if it takes too long.
    private static @Nullable Node awaitLink(Node node) {
        for (int i = 0; i < LINK_SPINS; i++) {
            var next = (Node) Node.NEXT.getAcquire(node);
            if (next != null) {
                return next;
            }
            Thread.onSpinWait();
        }
        return null;
    }

    private static void recycle(Node node, @Nullable Worker worker) {
        // Unlinked also when dropped: chains from old nodes to young ones would keep the young alive.
        if (node.next != null) {
            node.next = null;
        }
        if (worker != null) {
            worker.recycle(node);
        }
    }

    private void drainLane(Node node, Grip grip) {
        head = node;
        var entry = (SystemNode) LANE.getAndSet(this, (SystemNode) null);
        SystemNode oldest = null;
        while (entry != null) {
            var next = entry.next;
            entry.next = oldest;
            oldest = entry;
            entry = next;
        }
        for (; oldest != null; oldest = oldest.next) {
            grip.pending = oldest.next;
            onSystem(oldest.message, grip);
        }
    }

    private void deliverSpecial(Node node, Grip grip) {
        var message = node.message;
        int flags = node.flags;
        node.message = null;
        node.flags = Node.DONE;
        if (message != null) {
            deliverSpecial(message, flags, grip);
        }
    }

    /// How many messages wait in the queue, as far as it counts. Only from within [#onSystem].
    final int waiting(int atMost) {
        int count = 0;
        for (var node = head; node != null && count < atMost; node = (Node) Node.NEXT.getAcquire(node)) {
            if (node.flags != Node.DONE) {
                count++;
            }
        }
        return count;
    }

    /// One message of the system lane.
    static final class SystemNode {
        final SystemMessage message;

        @Nullable
        SystemNode next;

        SystemNode(SystemMessage message) {
            this.message = message;
        }
    }
}
