package dev.understudy.actor;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Runs each busy cell on a virtual thread, for actors that wait.
final class VirtualThreads implements Dispatch {

    private final ThreadFactory threads;
    private final Map<Integer, LongAdder> processed = new ConcurrentHashMap<>();
    /// Threads that run a cell.
    private final Set<Thread> busy = ConcurrentHashMap.newKeySet();
    private volatile boolean open = true;

    VirtualThreads(String name) {
        threads = Thread.ofVirtual().name(name + "-", 0).factory();
    }

    @Override
    public void schedule(MailboxCell cell, @Nullable Worker sender) {
        if (open) {
            var thread = threads.newThread(() -> {
                try {
                    cell.run(null);
                } finally {
                    busy.remove(Thread.currentThread());
                }
            });
            busy.add(thread);
            thread.start();
        }
    }

    @Override
    public void requeue(MailboxCell cell, @Nullable Worker worker) {
        schedule(cell, worker);
    }

    @Override
    public boolean isWorkers() {
        return false;
    }

    @Override
    public void count(@Nullable Worker worker, int kind, int messages) {
        processed.computeIfAbsent(kind, _ -> new LongAdder()).add(messages);
    }

    @Override
    public long processed(int kind) {
        var adder = processed.get(kind);
        return adder == null ? 0 : adder.sum();
    }

    @Override
    public void close(boolean interrupt) {
        open = false;
        if (interrupt) {
            busy.forEach(Thread::interrupt);
        }
    }
}
