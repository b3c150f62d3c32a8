package dev.understudy.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// How busy other processes keep this machine while something is measured. Linux only; elsewhere it is not known.
final class ForeignLoad {
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Path STAT = Path.of("/proc/stat");
    private static final Path SELF = Path.of("/proc/self/stat");
    /// What `/proc` counts in, on every Linux that there is a JDK for.
    private static final double TICKS_PER_SECOND = 100;

    /// Places in the first line of `/proc/stat`, behind its `cpu`, that count as busy: user, nice, system, irq,
    /// softirq and steal.
    private static final int[] BUSY = {0, 1, 2, 5, 6, 7};
    /// Places in `/proc/self/stat` behind the name: user and system time, its own and of children that have ended.
    private static final int[] OWN = {11, 12, 13, 14};

    private final long begin = System.nanoTime();
    private final double busyBefore = busyTicks();
    private final double ownBefore = ownTicks();

    /// What others have used since this was made, as a part of one processor; NaN where it is not known.
    double sinceBegin() {
        double seconds = (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
        double ticks = busyTicks() - busyBefore - (ownTicks() - ownBefore);
        return Math.max(0, ticks) / TICKS_PER_SECOND / seconds;
    }

    private static double busyTicks() {
        return sum(STAT, "cpu", BUSY);
    }

    private static double ownTicks() {
        return sum(SELF, ")", OWN);
    }

    private static double sum(Path file, String behind, int[] places) {
        if (!Files.exists(file)) {
            return Double.NaN;
        }
        try (var lines = Files.lines(file)) {
            var line = lines.findFirst().orElse("");
            var fields = SPACES.splitAsStream(line.substring(line.lastIndexOf(behind) + behind.length())
                            .strip())
                    .toList();
            return Arrays.stream(places)
                    .mapToDouble(place -> Double.parseDouble(fields.get(place)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
