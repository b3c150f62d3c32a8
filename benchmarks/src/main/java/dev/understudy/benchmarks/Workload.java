package dev.understudy.benchmarks;

import java.util.List;

/// What is measured.
///
/// @param name as in `local.pingpong`: its suite, and itself
/// @param unit what its figure is in
/// @param summary one line for people
/// @param moreIsBetter whether a larger figure is the better one
/// @param heap the largest heap of each of its processes, as in `4g`
/// @param sides who runs it
/// @param once those of them of whom one sample is taken however many are asked for, since it takes so long
/// @param measurement takes one sample
record Workload(
        String name,
        String unit,
        String summary,
        boolean moreIsBetter,
        String heap,
        List<Side> sides,
        List<Side> once,
        Measurement measurement) {
    /// Takes one sample of a side, in a process of its own.
    @FunctionalInterface
    interface Measurement {
        /// Takes it.
        ///
        /// @param workers threads of the pools, where the side's setting does not say otherwise
        Sample take(Side side, int workers) throws InterruptedException;
    }

    /// One that every side runs.
    static Workload ofAll(
            String name, String unit, String summary, boolean moreIsBetter, String heap, Measurement measurement) {
        return new Workload(name, unit, summary, moreIsBetter, heap, List.of(Side.values()), List.of(), measurement);
    }

    /// The first part of its name.
    String suite() {
        return name.substring(0, name.indexOf('.'));
    }

    /// How many of the samples that are asked for are taken of a side.
    int runs(Side side, int asked) {
        return once.contains(side) ? Math.min(1, asked) : asked;
    }
}
