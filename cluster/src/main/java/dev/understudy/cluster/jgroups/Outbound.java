package dev.understudy.cluster.jgroups;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.internal.Counters;
import dev.understudy.cluster.jgroups.OutboundQueue.Bundle;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything on its way to one peer on one channel, and the only code that sends to it.
///
/// JGroups' `send` can block without regard for interrupts when the peer stops reading, so each peer and channel
/// has a writer thread of its own ([#run]): a peer that hangs holds up that one thread. Credit keeps it from
/// happening at all in the usual case. Hellos, goodbyes and credit for the peer's own frames go through the
/// control writer too, ahead of everything and outside the credit; the newest of a kind replaces one that still
/// waits, so they are bounded.
///
/// A *lone* data frame, before which nothing was sent for [#LONE_NANOS] and nothing waits, is sent by whoever offers
/// it, to a peer that has read more than half of what it was sent: to wake the writer takes longer. What
/// follows soon after is left to the writer, which finds more to bundle meanwhile.
///
/// *Concurrency:* any thread may offer, grant or say; [#run] belongs to the writer thread. One thread sends at a time.
/// The lock is held for a copy of at most one frame and never while sending.
final class Outbound implements Runnable {
    /// What goes ahead of all frames; one of each may wait.
    enum Urgent {
        HELLO,
        CONTROL_CREDIT,
        DATA_CREDIT,
        GOODBYE;

        static Urgent creditFor(ChannelKind channel) {
            return switch (channel) {
                case CONTROL -> CONTROL_CREDIT;
                case DATA -> DATA_CREDIT;
            };
        }
    }

    /// Hands a message to JGroups; may block.
    interface Sender {
        void send(byte[] bytes, int length) throws Exception;
    }

    /// A few times as long as it takes to send a frame: with a shorter pause, more is likely to come while it is sent.
    static final long LONE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final Logger log = LoggerFactory.getLogger(Outbound.class);

    private final String name;
    private final Sender sender;
    private final Counters counters;
    private final Counters.Traffic traffic;
    private final LongSupplier clock;
    private final boolean lonesAreSentByOfferers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition drained = lock.newCondition();

    @GuardedBy("lock")
    private final OutboundQueue queue;

    @GuardedBy("lock")
    private final CreditWindow window;

    @GuardedBy("lock")
    private final Map<Urgent, Bundle> urgent = new EnumMap<>(Urgent.class);

    @GuardedBy("lock")
    private boolean isClosed;

    @GuardedBy("lock")
    private boolean isSending;

    @GuardedBy("lock")
    private long lastSent;

    @GuardedBy("lock")
    private boolean isStalled;

    /// @param clock nanoseconds that only go forward
    Outbound(String name, ChannelKind channel, Flow flow, Sender sender, Counters counters, LongSupplier clock) {
        this.name = name;
        this.sender = sender;
        this.counters = counters;
        this.clock = clock;
        traffic = counters.of(channel);
        lonesAreSentByOfferers = channel == ChannelKind.DATA;
        lastSent = clock.getAsLong();
        queue = new OutboundQueue(flow);
        window = new CreditWindow(flow.credits());
    }

    /// Queues a frame if there is room, or sends it.
    boolean offer(ByteBuffer frame) {
        @Nullable Bundle lone;
        lock.lock();
        try {
            if (isClosed || !queue.offer(frame)) {
                traffic.refused();
                return false;
            }
            if (!window.hasCredit()) {
                noteStall();
                return true;
            }
            lone = isLone() ? poll() : null;
            if (lone == null) {
                work.signal();
                return true;
            }
            isSending = true;
        } finally {
            lock.unlock();
        }
        send(lone);
        return true;
    }

    /// Sends a message ahead of all frames.
    void say(Urgent kind, byte[] message) {
        lock.lock();
        try {
            urgent.put(kind, Bundle.of(message));
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Frames may leave, under that generation.
    void open(int generation) {
        lock.lock();
        try {
            window.open(generation);
            isStalled = false;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Frames wait until opened again.
    void suspend() {
        lock.lock();
        try {
            window.close();
        } finally {
            lock.unlock();
        }
    }

    /// The peer has consumed that many bundles in all.
    void granted(int generation, long consumed) {
        lock.lock();
        try {
            if (window.granted(generation, consumed)) {
                isStalled = false;
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends the writer and drops what waits.
    void close() {
        lock.lock();
        try {
            isClosed = true;
            counters.drop(DropReason.NOT_SENT, queue.clear());
            work.signal();
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until everything offered so far has been handed to JGroups, or until the time is up.
    ///
    /// @return how much of the time is left, in nanoseconds
    long drain(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (left > 0 && !isClosed && (isSending || !isEmpty())) {
                left = drained.awaitNanos(left);
            }
            return left;
        } finally {
            lock.unlock();
        }
    }

    long queuedBytes() {
        lock.lock();
        try {
            return queue.queuedBytes();
        } finally {
            lock.unlock();
        }
    }

    /// The writer's life.
    @Override
    public void run() {
        try {
            for (Bundle next = next(); next != null; next = next()) {
                send(next);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // somebody wants this thread to end, and it does
        }
    }

    @GuardedBy("lock")
    private boolean isEmpty() {
        return queue.isEmpty() && urgent.isEmpty();
    }

    private void send(Bundle bundle) {
        try {
            sender.send(bundle.bytes(), bundle.length());
            if (bundle.carriesFrames()) {
                traffic.sent(bundle.frames(), bundle.payload());
            }
        } catch (Exception e) {
            // the channel is closed or closing: nobody is left whom an exception could reach
            counters.drop(DropReason.NOT_SENT, bundle.frames());
            log.debug("{}: {} frames not sent", name, bundle.frames(), e);
        } finally {
            sent(); // after an error too, such as of an offerer's stack: the others go on sending
        }
    }

    private void sent() {
        lock.lock();
        try {
            isSending = false;
            lastSent = clock.getAsLong();
            if (isEmpty()) {
                drained.signalAll();
            } else {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean isLone() {
        return lonesAreSentByOfferers
                && !isSending
                && queue.queuedBundles() == 1
                && queue.queuedFrames() == 1
                && urgent.isEmpty()
                && window.isHalfFree()
                && clock.getAsLong() - lastSent >= LONE_NANOS;
    }

    private @Nullable Bundle next() throws InterruptedException {
        lock.lock();
        try {
            while (!isClosed) {
                Bundle bundle = isSending ? null : poll();
                if (bundle != null) {
                    isSending = true;
                    return bundle;
                }
                work.await();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private @Nullable Bundle poll() {
        for (Urgent kind : Urgent.values()) {
            Bundle message = urgent.remove(kind);
            if (message != null) {
                return message;
            }
        }
        if (!window.hasCredit()) {
            return null;
        }
        Bundle bundle = queue.poll();
        if (bundle != null) {
            bundle.stamp(window.generation(), window.take());
            if (!queue.isEmpty() && !window.hasCredit()) {
                noteStall();
            }
        }
        return bundle;
    }

    /// Counts how often there was something to send and no credit left, once for each time.
    @GuardedBy("lock")
    private void noteStall() {
        if (window.isOpen() && !isStalled) {
            isStalled = true;
            traffic.stalled();
        }
    }
}
