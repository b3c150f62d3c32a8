package dev.understudy.actor;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.internal.Envelope;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What waits for an actor whose [Mailbox] is more than the engine's queue. Thread-safe.
///
/// *Places:* a message that is let in goes into this queue, and a place for it into the engine's, under one lock. When
/// the turn of a place comes, the message that is then first here is handled. So a message never has its turn later
/// than its own place, whatever is dropped or overtakes it, unless an order says so; and what a sender sends
/// behind it past this queue, as a signal, stays behind it.
///
/// *The lock* is held for some instructions, never over user code but an order's comparator.
///
/// @param <M> what the actor accepts
final class Backlog<M> {

    private final Mailbox<? super M> mailbox;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    @GuardedBy("lock")
    private final Queue<Entry> queue;

    @GuardedBy("lock")
    private long arrivals;

    @GuardedBy("lock")
    private boolean ended;

    private volatile int depth;
    /// When a message was taken last.
    private volatile long takenNanos;
    /// The thread that took the last message: within its turn, the actor's own.
    private volatile @Nullable Thread consumer;

    Backlog(Mailbox<? super M> mailbox, long now) {
        this.mailbox = mailbox;
        this.takenNanos = now;
        var order = mailbox.order();
        this.queue = order == null ? new ArrayDeque<>() : new PriorityQueue<>(byOrder(order));
    }

    /// Something that waits.
    ///
    /// @param message what was sent
    /// @param flags what it is, as in [Node]
    /// @param number which arrival it was
    /// @param since when it came
    record Entry(Object message, int flags, long number, long since) {

        /// The user's message in it, if it can be known before the actor's turn.
        @Nullable
        Object content() {
            return switch (flags) {
                case Node.PLAIN -> message;
                case Node.ENVELOPE -> ((Envelope) message).message();
                default -> null;
            };
        }
    }

    @SuppressWarnings("unchecked") // whoever sent it holds an ActorRef<M>
    private static <T> Comparator<Entry> byOrder(Comparator<? super T> order) {
        Comparator<Entry> ranked = (one, other) -> {
            var first = one.content();
            var second = other.content();
            if (first == null || second == null) {
                return Boolean.compare(first != null, second != null);
            }
            return order.compare((T) first, (T) second);
        };
        return ranked.thenComparingLong(Entry::number);
    }

    /// Lets a message in, if there is or comes to be room, and calls `place` if it takes one.
    ///
    /// @param mayWait whether the sender may be held up
    /// @return what found no room: this message, or an older one that made room for it
    Optional<Entry> add(Object message, int flags, long now, boolean mayWait, Runnable place) {
        lock.lock();
        try {
            arrivals++;
            var entry = new Entry(message, flags, arrivals, now);
            if (isFull() && mayWait && !awaitRoom()) {
                return Optional.of(entry);
            }
            if (!isFull()) {
                queue.add(entry);
                depth = queue.size();
                place.run();
                return Optional.empty();
            }
            if (mailbox.overflow() != Mailbox.Overflow.DROP_OLDEST) {
                return Optional.of(entry);
            }
            var oldest = queue.remove();
            queue.add(entry);
            return Optional.of(oldest);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean isFull() {
        return queue.size() >= mailbox.capacity() && !ended;
    }

    /// False if the sender's thread was interrupted; it stays so.
    @GuardedBy("lock")
    private boolean awaitRoom() {
        try {
            while (isFull()) {
                room.await();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// What is first, for the actor in its turn; null if a place has outlived its message.
    @Nullable
    Entry take(long now) {
        lock.lock();
        try {
            var entry = queue.poll();
            depth = queue.size();
            takenNanos = now;
            consumer = Thread.currentThread();
            room.signal();
            return entry;
        } finally {
            lock.unlock();
        }
    }

    /// The actor is ending: there is room for everything now, as it becomes dead letters.
    void end() {
        lock.lock();
        try {
            ended = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Gives everything that waits a place again, since the places were lost.
    void replace(Runnable place) {
        lock.lock();
        try {
            for (int i = queue.size(); i > 0; i--) {
                place.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether this thread is the one that runs the actor.
    boolean isConsumer(Thread thread) {
        return consumer == thread;
    }

    /// How many messages wait.
    int depth() {
        return depth;
    }

    /// For how long the one that came first has been waiting; 0 if none waits.
    long oldestNanos(long now) {
        lock.lock();
        try {
            long oldest = 0;
            for (var entry : queue) {
                oldest = Math.max(oldest, now - entry.since());
            }
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    /// For how long no message has had its turn.
    long idleNanos(long now) {
        return now - takenNanos;
    }

    /// Whether a sender is held up.
    boolean isAwaited() {
        lock.lock();
        try {
            return lock.hasWaiters(room);
        } finally {
            lock.unlock();
        }
    }
}
