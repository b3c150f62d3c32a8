package dev.understudy.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The list of runs, kept in files: as a table in Markdown where a file ends in `.md`, else as one JSON object a line.
/// A file that is there is begun anew; each run is in it as soon as it has ended.
final class RunReport {
    private static final List<String> COLUMNS = List.of(
            "drill",
            "seed",
            "verdict",
            "nodes",
            "entities",
            "certificates",
            "backups",
            "acked/attempted",
            "lost",
            "duplicated",
            "double active",
            "order",
            "unaccounted",
            "lost asks",
            "detect ms",
            "takeover ms",
            "unavailable p50/p99/max ms",
            "gap ms",
            "evidence");

    private final List<Path> files;

    RunReport(List<Path> files) {
        this.files = List.copyOf(files);
        this.files.forEach(file -> write(file, isTable(file) ? header() : "", StandardOpenOption.TRUNCATE_EXISTING));
    }

    /// Adds a run.
    void add(Verdict verdict) {
        files.forEach(file ->
                write(file, isTable(file) ? row(verdict) : Json.line(verdict) + "\n", StandardOpenOption.APPEND));
    }

    private static boolean isTable(Path file) {
        return file.toString().endsWith(".md");
    }

    private static String header() {
        return line(COLUMNS.stream()) + line(COLUMNS.stream().map(_ -> "---"));
    }

    static String row(Verdict verdict) {
        Verdict.Setting setting = verdict.setting();
        Verdict.Harm harm = verdict.harm();
        Verdict.Recovery recovery = verdict.recovery();
        String why = verdict.reasons().isEmpty() ? "" : " (" + String.join("; ", verdict.reasons()) + ")";
        return line(Stream.of(
                verdict.drill(),
                setting.seed(),
                verdict.verdict() + why,
                setting.nodes(),
                setting.entities(),
                setting.guarantees().certificates(),
                setting.guarantees().backups(),
                verdict.load().acked() + "/" + verdict.load().attempted(),
                figure(harm.lost()),
                figure(harm.duplicated()),
                figure(harm.doubleActive()),
                figure(harm.orderViolations()),
                figure(harm.unaccounted()),
                figure(harm.lostAsks()),
                figure(recovery.detectMs()),
                figure(recovery.takeoverMs()),
                figure(recovery.unavailableP50Ms())
                        + "/"
                        + figure(recovery.unavailableP99Ms())
                        + "/"
                        + figure(recovery.unavailableMaxMs()),
                recovery.unaffectedMaxGapMs(),
                verdict.evidence()));
    }

    private static String figure(@Nullable Long figure) {
        return figure == null ? "–" : figure.toString();
    }

    private static String line(Stream<?> cells) {
        return cells.map(cell -> String.valueOf(cell).replace("|", "\\|").replaceAll("\\R", " "))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static void write(Path file, String text, StandardOpenOption how) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        } catch (IOException e) {
            throw new UncheckedIOException("writing the report " + file, e);
        }
    }
}
