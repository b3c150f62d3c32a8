package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
    private static final Verdict RUN = Verdict.unseen(
            "kill-owner", new Verdict.Setting(3, 1000, 20, 7, Faults.VOLATILE), "node-2 | did not\nstart");

    @TempDir
    Path folder;

    @Test
    void aTableHasARowForEachRun() throws IOException {
        Path file = folder.resolve("runs.md");

        RunReport report = new RunReport(List.of(file));
        report.add(RUN);
        report.add(RUN);

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(4);
        assertThat(lines.getLast())
                .startsWith("| kill-owner | 7 | FAIL (node-2 \\| did not start) | 3 | 1000 | socket |");
        assertThat(lines.stream().map(line -> line.replace("\\|", "").split("\\|", -1).length))
                .containsOnly(21);
    }

    @Test
    void anyOtherFileHasAnObjectOnEachLine() throws IOException {
        Path file = folder.resolve("runs.jsonl");

        new RunReport(List.of(file)).add(RUN);

        assertThat(Files.readAllLines(file)).containsExactly(Json.line(RUN));
    }

    @Test
    void aFileThatWasThereIsBegunAnew() throws IOException {
        Path file = Files.writeString(folder.resolve("runs.jsonl"), "of yesterday");

        new RunReport(List.of(file)).add(RUN);

        assertThat(file).content().doesNotContain("yesterday");
    }
}
