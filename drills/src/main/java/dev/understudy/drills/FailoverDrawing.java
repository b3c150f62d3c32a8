package dev.understudy.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// Draws what happened around the first fault of a run, for people: the timeline, and how many of the entities could be
/// reached
/// when. Pure; plain ASCII.
///
/// ```
///    ms
///     0  X  owner of 341 entities killed (node-2)
///   171  |  the others agree on a view without it
///   183  |  every entity has a living owner
///   190  |  the first affected entity answers again
///   310  O  the last affected entity answers again
/// ```
final class FailoverDrawing {
    private static final int ROWS = 6;
    private static final int COLUMNS = 60;
    private static final double PERCENT = 100;
    private static final double NANOS_PER_MILLI = 1e6;

    private record Moment(long nanos, char mark, String what) {}

    private FailoverDrawing() {}

    static String of(Findings findings) {
        FaultWindow window = FaultWindow.of(findings).getFirst();
        Fault fault = window.fault();
        List<Long> returns = window.availability().unavailableNanos().values().stream()
                .sorted()
                .toList();
        return timeline(fault, returns)
                + System.lineSeparator()
                + curve(returns, findings.setting().entities(), fault);
    }

    private static String timeline(Fault fault, List<Long> returns) {
        List<Moment> moments = new ArrayList<>();
        moments.add(new Moment(0, 'X', fault.evidence()));
        add(moments, fault, fault.seen().detectedNanos(), "the others agree on a view without it");
        add(moments, fault, fault.seen().takenOverNanos(), "every entity has a living owner");
        if (!returns.isEmpty()) {
            moments.add(new Moment(returns.getFirst(), '|', "the first affected entity answers again"));
            moments.add(new Moment(returns.get(returns.size() / 2), '|', "half of them have answered"));
            moments.add(new Moment(returns.getLast(), 'O', "the last affected entity answers again"));
        }
        moments.sort(java.util.Comparator.comparingLong(Moment::nanos));
        StringBuilder text = new StringBuilder("      ms%n".formatted());
        moments.forEach(moment -> text.append(
                "%8.1f  %c  %s%n".formatted(moment.nanos() / NANOS_PER_MILLI, moment.mark(), moment.what())));
        return text.toString();
    }

    private static void add(List<Moment> moments, Fault fault, OptionalLong nanos, String what) {
        nanos.ifPresent(at -> moments.add(new Moment(at - fault.begunNanos(), '|', what)));
    }

    /// The share of all entities that can be reached, column by column.
    private static String curve(List<Long> returns, int entities, Fault fault) {
        if (returns.isEmpty()) {
            return "";
        }
        long column = Math.max(TimeUnit.MILLISECONDS.toNanos(5), Math.ceilDiv(returns.getLast(), COLUMNS * 2L / 3));
        int before = COLUMNS / 6;
        StringBuilder text = new StringBuilder(
                "entities that can be reached, a column is %d ms%n".formatted(TimeUnit.NANOSECONDS.toMillis(column)));
        for (int row = ROWS; row >= 1; row--) {
            double threshold = (double) row / ROWS;
            text.append(String.format(Locale.ROOT, "%5.0f %% |", PERCENT * threshold));
            for (int i = -before; i < COLUMNS - before; i++) {
                long at = i * column;
                long away = i < 0
                        ? 0
                        : fault.affected().size()
                                - returns.stream().filter(nanos -> nanos <= at).count();
                boolean isReached = (double) (entities - away) / entities >= threshold;
                text.append(isReached ? '#' : ' ');
            }
            text.append(System.lineSeparator());
        }
        text.append(" ".repeat(8))
                .append('+')
                .append("-".repeat(before))
                .append('X')
                .append("-".repeat(COLUMNS - before - 1))
                .append(System.lineSeparator());
        return text.toString();
    }
}
