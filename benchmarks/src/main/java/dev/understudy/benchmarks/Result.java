package dev.understudy.benchmarks;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All samples of one workload.
///
/// @param samples by the side that they were taken of, [Side#UNDERSTUDY] among them
/// @param flags of the JVMs
/// @param foreign how much of one processor other processes used meanwhile, as a part of 1; NaN where the machine does
///     not tell
record Result(Workload workload, Map<Side, List<Sample>> samples, List<String> flags, double foreign) {
    private static final double KEPT_DIGITS = 1e3;

    Result {
        samples = new EnumMap<>(samples);
    }

    /// How much better we are than that side.
    double ratio(Side side) {
        return summary(Side.UNDERSTUDY).betterThan(summary(side), workload.moreIsBetter());
    }

    Summary summary(Side side) {
        return Summary.of(figures(side, Sample.VALUE));
    }

    private List<Sample> samples(Side side) {
        return samples.getOrDefault(side, List.of());
    }

    private List<Double> figures(Side side, String name) {
        return samples(side).stream().map(sample -> sample.figures().get(name)).toList();
    }

    /// As one object for a program to read.
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("workload", workload.name());
        json.put("unit", workload.unit());
        samples.forEach((side, _) -> json.put(side.key, json(side)));
        samples.keySet().stream()
                .filter(side -> side != Side.UNDERSTUDY)
                .forEach(side -> json.put(side.key.replace("pekko", "ratio"), rounded(ratio(side))));
        json.put("jdk", System.getProperty("java.version"));
        json.put("flags", String.join(" ", flags));
        json.put("cores", Runtime.getRuntime().availableProcessors());
        if (!Double.isNaN(foreign)) {
            json.put("foreign_cpu", rounded(foreign));
        }
        return json;
    }

    private Map<String, Object> json(Side side) {
        var summary = summary(side);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("median", rounded(summary.median()));
        json.put("min", rounded(summary.min()));
        json.put("max", rounded(summary.max()));
        json.put("runs", summary.runs());
        beside(side).forEach((name, median) -> json.put(name, rounded(median)));
        return json;
    }

    /// The medians of what was measured beside the figure itself.
    private Map<String, Double> beside(Side side) {
        var medians = new TreeMap<String, Double>();
        for (var name : samples(side).getFirst().figures().keySet()) {
            if (!name.equals(Sample.VALUE)) {
                medians.put(name, Summary.of(figures(side, name)).median());
            }
        }
        return medians;
    }

    /// Without digits that mean nothing.
    private static double rounded(double value) {
        return Math.abs(value) >= KEPT_DIGITS ? Math.rint(value) : Math.rint(value * KEPT_DIGITS) / KEPT_DIGITS;
    }

    /// As a line for people.
    String text() {
        var text = new StringBuilder("%-24s %14s".formatted(workload.name(), number(summary(Side.UNDERSTUDY))));
        samples.keySet().stream()
                .filter(side -> side != Side.UNDERSTUDY)
                .forEach(side -> text.append(
                        "   %s %s, %.2f times better".formatted(side.key, number(summary(side)), ratio(side))));
        return text.append("   [").append(workload.unit()).append(']').toString();
    }

    private static String number(Summary summary) {
        return "%,.0f".formatted(summary.median());
    }
}
