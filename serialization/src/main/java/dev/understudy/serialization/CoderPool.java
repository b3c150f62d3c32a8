package dev.understudy.serialization;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps idle [Coder]s, without locks and without allocating.
///
/// A thread looks at a few slots, starting from its own id, and takes what it finds there; where it finds nothing
/// it makes a new one, and where it finds no free slot on return it drops it. So the pool never blocks and never
/// holds more than its slots, however many virtual threads come by. (Kryo's own pool is one queue behind two
/// locks, with a node allocated at every return.)
final class CoderPool {

    private static final int PROBES = 4;

    private final AtomicReferenceArray<@Nullable Coder> slots;
    private final Supplier<Coder> maker;

    CoderPool(int parallelism, Supplier<Coder> maker) {
        int size = Integer.highestOneBit(Math.max(PROBES, parallelism) * 2 - 1) * 2;
        this.slots = new AtomicReferenceArray<>(size);
        this.maker = maker;
    }

    /// Takes an idle coder or makes one. Give it back with [#release].
    Coder obtain() {
        int start = start();
        for (int i = 0; i < PROBES; i++) {
            int slot = (start + i) & (slots.length() - 1);
            if (slots.getPlain(slot) != null) {
                var coder = slots.getAndSet(slot, null);
                if (coder != null) {
                    return coder;
                }
            }
        }
        return maker.get();
    }

    /// Gives a coder back; the caller must not use it any more.
    void release(Coder coder) {
        coder.reset();
        int start = start();
        for (int i = 0; i < PROBES; i++) {
            int slot = (start + i) & (slots.length() - 1);
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, coder)) {
                return;
            }
        }
    }

    private static int start() {
        long id = Thread.currentThread().threadId();
        return (int) ((id * 0x9E3779B97F4A7C15L) >>> 32);
    }
}
