package dev.understudy.actor;

import dev.understudy.actor.internal.Envelope;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The hold that a thread has on the cell it runs, which can be taken from it when it does not come back from the
/// user's code.
///
/// A thread that is stuck in a handler can't be ended, but its actor can go on without it: whoever takes the grip
/// runs the cell from then on, and the thread, should it ever return, finds so before it touches the cell again.
///
/// *Who wins:* around user code the thread counts `turn` up, to odd and back to even, and on the way out looks at
/// `suspect`. The taker sets `suspect`, then asks for the thread's stack, which is a handshake with that thread:
/// what it wrote before is seen by the taker, and what it does afterwards sees `suspect`. If `turn` is then still
/// the odd number that was suspected, the thread is within that code, and on its way out will meet the taker at
/// `claim`, where one compare-and-set wins. So a turn costs two release writes and a read, and no atomic.
///
/// One grip belongs to one thread; only one taker at a time (they hold the watchdog's lock).
final class Grip {

    /// The grip of a thread that runs a cell and is no worker. Workers have theirs in a field.
    static final ScopedValue<Grip> OF_VIRTUAL_THREAD = ScopedValue.newInstance();

    private static final int FREE = 0;
    private static final int CONFIRMED = 1;
    private static final int TAKEN = 2;

    private static final VarHandle TURN;
    private static final VarHandle CLAIM;

    static {
        try {
            var lookup = MethodHandles.lookup();
            TURN = lookup.findVarHandle(Grip.class, "turn", int.class);
            CLAIM = lookup.findVarHandle(Grip.class, "claim", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Odd within user code.
    private int turn;
    private volatile boolean suspect;
    private volatile int claim = FREE;
    /// Set by the watchdog when others wait while this thread goes on with one actor; cleared by the thread.
    private volatile boolean hurried;

    /// The envelope of the message that is being handled, if it came in one.
    @Nullable
    Envelope envelope;
    /// Until when somebody waits for what is being done, if that is known otherwise.
    long deadlineNanos = Envelope.NO_DEADLINE;

    /// Of a virtual thread: the cell that it runs.
    @Nullable
    MailboxCell cell;

    /// Of a virtual thread: messages it has sent and not counted yet.
    int sent;
    /// Of a virtual thread: when the present activation began.
    long sampledFrom;

    /// What of the system lane is still to be processed; for the taker.
    MailboxCell.@Nullable SystemNode pending;
    /// The end of the part of the mailbox that stays with the thread; set by the taker, soon after it has won.
    volatile @Nullable Node last;

    /// The grip of the current thread, if it runs a cell.
    static Grip current() {
        if (Thread.currentThread() instanceof Worker worker) {
            return worker.grip;
        }
        // Outside any dispatcher of ours, as in a test that runs cells by hand: a grip that nobody can take.
        return OF_VIRTUAL_THREAD.isBound() ? OF_VIRTUAL_THREAD.get() : new Grip();
    }

    /// Whether the current thread, not a worker, runs an actor.
    static boolean isOfActor() {
        return OF_VIRTUAL_THREAD.isBound();
    }

    /// The cell that the current thread runs, if it runs one.
    static @Nullable MailboxCell currentCell() {
        if (Thread.currentThread() instanceof Worker worker) {
            return worker.current;
        }
        return OF_VIRTUAL_THREAD.isBound() ? OF_VIRTUAL_THREAD.get().cell : null;
    }

    /// Until when somebody waits for what this thread does at the moment; outside any dispatcher nobody is
    /// known to.
    static long currentDeadlineNanos() {
        var thread = Thread.currentThread();
        if (thread instanceof Worker worker) {
            return worker.grip.deadlineNanos();
        }
        return OF_VIRTUAL_THREAD.isBound() ? OF_VIRTUAL_THREAD.get().deadlineNanos() : Envelope.NO_DEADLINE;
    }

    /// A message is sent by a thread that is no worker.
    static void countSent(Thread thread) {
        if (thread.isVirtual() && OF_VIRTUAL_THREAD.isBound()) {
            OF_VIRTUAL_THREAD.get().sent++;
        }
    }

    /// The envelope that this message of the present turn came in, if it came in one.
    @Nullable
    @SuppressWarnings("ReferenceEquality") // this very message, not one like it
    Envelope envelopeOf(Object message) {
        var current = envelope;
        return current != null && current.message() == message ? current : null;
    }

    private long deadlineNanos() {
        var current = envelope;
        return current != null ? current.deadlineNanos() : deadlineNanos;
    }

    /// User code begins.
    void enter() {
        TURN.setRelease(this, turn + 1);
    }

    /// User code has returned or thrown.
    ///
    /// @throws Abandoned if the cell is no longer this thread's
    void leave() {
        TURN.setRelease(this, turn + 1);
        if (suspect) {
            confirm();
        }
    }

    private void confirm() {
        if (!CLAIM.compareAndSet(this, FREE, CONFIRMED) && claim == TAKEN) {
            throw new Abandoned();
        }
        suspect = false;
    }

    /// Whether the cell is no longer this thread's.
    boolean isTaken() {
        return claim == TAKEN;
    }

    /// The number of the turn; odd within user code. From other threads a recent value.
    int turn() {
        return (int) TURN.getAcquire(this);
    }

    static boolean isUserCode(int turn) {
        return (turn & 1) != 0;
    }

    /// Takes the cell from `holder`, if it is still within the user code of this turn.
    boolean take(Thread holder, int suspectedTurn) {
        claim = FREE;
        suspect = true;
        // The handshake.
        var _ = holder.getStackTrace();
        return turn() == suspectedTurn && isUserCode(suspectedTurn) && CLAIM.compareAndSet(this, FREE, TAKEN);
    }

    void hurry(boolean hurry) {
        hurried = hurry;
    }

    boolean isHurried() {
        return hurried;
    }

    /// Thrown at a thread that comes back to a cell that is no longer its own: unwinds to the thread's root, past
    /// everything.
    static final class Abandoned extends Error {
        Abandoned() {
            super("the actor of this thread goes on without it", null, false, false);
        }
    }
}
