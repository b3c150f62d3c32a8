package dev.understudy.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The cells that one worker is to run. Part of the worker's own object, as every message passes it.
///
/// A ring that this worker fills and from which any worker takes by CAS of `taken`, and a slot for
/// the cell to run next, in which an actor that was just sent to meets a warm cache. The slot can be stolen too:
/// its owner may be busy for long. What is scheduled while the slot is taken goes into the ring, so cells run in the
/// order in which they were sent to, and filling the slot needs no atomic: only its owner fills it.
///
/// *Memory ordering:* what was written before a cell was put in is seen by whoever takes it: release and acquire of
/// the slot, or of the place in the ring and of `filled`. A place is read before the CAS of `taken` makes it the
/// reader's; if the place was filled anew by then, `taken` has moved and the CAS fails.
abstract class RunQueue extends Thread {

    private static final int RING = 256;
    private static final int MASK = RING - 1;

    /// Turns from the slot in a row before the ring gets one.
    private static final int SLOT_TURNS = 64;

    private static final VarHandle TAKEN;
    private static final VarHandle FILLED;
    private static final VarHandle SLOT;
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(MailboxCell[].class);

    static {
        try {
            var lookup = MethodHandles.lookup();
            TAKEN = lookup.findVarHandle(RunQueue.class, "taken", int.class);
            FILLED = lookup.findVarHandle(RunQueue.class, "filled", int.class);
            SLOT = lookup.findVarHandle(RunQueue.class, "slot", MailboxCell.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable MailboxCell[] ring = new @Nullable MailboxCell[RING];
    private int taken;
    private int filled;
    private @Nullable MailboxCell slot;
    private int slotTurns;

    RunQueue(String threadName) {
        super(null, null, threadName, 0, false);
    }

    /// Puts a cell into the slot, if that is empty. By this thread only.
    final boolean fillSlot(MailboxCell cell) {
        if (SLOT.getAcquire(this) != null) {
            return false;
        }
        // Nobody else fills the slot, so it is still empty.
        SLOT.setRelease(this, cell);
        return true;
    }

    final boolean isSlotFilled() {
        return SLOT.getAcquire(this) != null;
    }

    /// Puts a cell behind those in the ring. By this thread only.
    ///
    /// @return how many there were, or -1 if the ring is full
    final int queue(MailboxCell cell) {
        int at = filled;
        int waiting = at - (int) TAKEN.getAcquire(this);
        if (waiting >= RING) {
            return -1;
        }
        ELEMENT.setRelease(ring, at & MASK, cell);
        FILLED.setRelease(this, at + 1);
        return waiting;
    }

    final boolean hasQueued() {
        return (int) TAKEN.getAcquire(this) != (int) FILLED.getAcquire(this);
    }

    /// The cell to run now, if there is one. By this thread only.
    final @Nullable MailboxCell takeQueued() {
        if (++slotTurns <= SLOT_TURNS) {
            var next = takeSlot();
            if (next != null) {
                return next;
            }
        }
        slotTurns = 0;
        var queued = pop();
        // The ring may be empty, or have been emptied by a thief, when it is its turn.
        return queued != null ? queued : takeSlot();
    }

    private @Nullable MailboxCell takeSlot() {
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

    /// Takes half of what another worker has queued, or the cell in its slot; returns one of it. By this thread only,
    /// when its own ring is empty.
    final @Nullable MailboxCell stealFrom(RunQueue victim, boolean slotToo) {
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
        return slotToo ? victim.takeSlot() : null;
    }

    /// Moves everything elsewhere, the slot included. By any thread.
    final void evacuate(Consumer<MailboxCell> to) {
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
        var next = takeSlot();
        if (next != null) {
            to.accept(next);
        }
    }

    /// Forgets cells that others stole: a thief can't clear them, as the place may be filled again by then. By this
    /// thread only, when its ring is empty.
    final void clearRing() {
        for (int i = 0; i < RING; i++) {
            ELEMENT.setRelease(ring, i, (MailboxCell) null);
        }
    }
}
