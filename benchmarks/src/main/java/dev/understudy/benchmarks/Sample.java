package dev.understudy.benchmarks;

import java.util.SortedMap;
import java.util.TreeMap;

/// What one process has measured of one workload.
///
/// @param figures values by their names: `value`, the figure itself in the workload's unit, and others beside it
record Sample(SortedMap<String, Double> figures) {
    /// The name of the figure itself.
    static final String VALUE = "value";

    Sample {
        figures = new TreeMap<>(figures);
    }

    static Sample of(double value) {
        return new Sample(new TreeMap<>()).with(VALUE, value);
    }

    Sample with(String name, double value) {
        var more = new TreeMap<>(figures);
        more.put(name, value);
        return new Sample(more);
    }
}
