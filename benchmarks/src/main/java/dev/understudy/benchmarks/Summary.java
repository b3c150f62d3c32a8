package dev.understudy.benchmarks;

import java.util.Collection;

/// What several runs say together.
///
/// @param median the middle one, or between the middle two
/// @param min the least
/// @param max the largest
/// @param runs how many they are
record Summary(double median, double min, double max, int runs) {
    static Summary of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values: there are none to summarize");
        }
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Summary(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    /// How much better this is than the other: above 1 it is, whichever way is better.
    double betterThan(Summary other, boolean moreIsBetter) {
        return moreIsBetter ? median / other.median : other.median / median;
    }
}
