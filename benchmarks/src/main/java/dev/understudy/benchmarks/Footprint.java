package dev.understudy.benchmarks;

import dev.understudy.benchmarks.LocalEngine.IdleKind;
import java.lang.ref.Reference;

/// How much of the heap actors take that do nothing.
final class Footprint {
    private static final int COLLECTIONS = 2;

    private Footprint() {}

    /// What is added to the live heap by each of `count` actors, list of refs excluded.
    static double bytesPerActor(LocalEngine engine, IdleKind kind, int count) throws InterruptedException {
        // Whatever the first actor of its kind loads and makes is not counted.
        var first = engine.idle(kind, 1);
        long before = liveBytes();
        var actors = engine.idle(kind, count);
        try {
            return (double) (liveBytes() - before) / count - REF_BYTES;
        } finally {
            Reference.reachabilityFence(first);
            Reference.reachabilityFence(actors);
        }
    }

    /// A place in the list of refs, with compressed pointers.
    private static final int REF_BYTES = 4;

    @SuppressWarnings("SystemGc") // the question is what remains after a collection
    private static long liveBytes() {
        var runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
