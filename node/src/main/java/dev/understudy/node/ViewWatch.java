package dev.understudy.node;

import dev.understudy.cluster.View;
import dev.understudy.remoting.Remoting;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets threads wait for a size of the cluster. Thread-safe.
final class ViewWatch {
    private final Remoting remoting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    ViewWatch(Remoting remoting) {
        this.remoting = remoting;
        remoting.onViewChange(_ -> {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        });
    }

    /// Waits until so many members are in view.
    void await(int members, Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            View view = remoting.transport().view();
            while (view.members().size() < members) {
                if (left <= 0) {
                    throw new ClusterSizeException(members, timeout, view);
                }
                left = changed.awaitNanos(left);
                view = remoting.transport().view();
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterSizeException(
                    members, timeout, remoting.transport().view());
        } finally {
            lock.unlock();
        }
    }
}
