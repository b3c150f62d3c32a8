package dev.understudy.drills;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes down what a drill saw, for whoever wants to know why it failed. Times are milliseconds since the
/// first fault, negative before it.
final class EvidenceFiles {
    private static final double NANOS_PER_MILLI = 1e6;

    private EvidenceFiles() {}

    /// Writes `asks.csv` (the whole history), `double-active.csv` (the pairs of turns that should not be),
    /// `history.txt` (what is wrong with the history of entities) and `ledgers.txt` (what became of all messages).
    static void write(Path folder, Findings findings) {
        try {
            try (PrintWriter asks = new PrintWriter(Files.newBufferedWriter(folder.resolve("asks.csv")))) {
                asks.println("entity,affected,begun_ms,ended_ms,outcome,others");
                for (Attempt attempt : findings.attempts()) {
                    asks.printf(
                            "%d,%b,%.3f,%.3f,%s,%s%n",
                            attempt.entity(),
                            findings.isAffected(attempt.entity()),
                            sinceFault(findings, attempt.begunNanos()),
                            sinceFault(findings, attempt.endedNanos()),
                            attempt.outcome(),
                            attempt.others());
                }
            }
            try (PrintWriter pairs = new PrintWriter(Files.newBufferedWriter(folder.resolve("double-active.csv")))) {
                pairs.println("entity,late_activation,late_start_ms,late_end_ms,newer_activation,newer_start_ms");
                for (DoubleActivity.Pair pair : findings.doubleActivity().orElse(List.of())) {
                    pairs.printf(
                            "%s,%s,%.3f,%.3f,%s,%.3f%n",
                            pair.late().entity(),
                            pair.late().activation(),
                            sinceFault(findings, pair.late().startNanos()),
                            sinceFault(findings, pair.late().endNanos()),
                            pair.newer().activation(),
                            sinceFault(findings, pair.newer().startNanos()));
                }
            }
            Files.write(folder.resolve("history.txt"), findings.judgement().findings());
            Files.write(
                    folder.resolve("ledgers.txt"),
                    findings.ledgers().entrySet().stream()
                            .map(ledger -> "%s %s".formatted(ledger.getKey(), ledger.getValue()))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("writing evidence to " + folder, e);
        }
    }

    private static double sinceFault(Findings findings, long nanos) {
        return (nanos - findings.firstFaultNanos()) / NANOS_PER_MILLI;
    }
}
