package dev.understudy.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    private int run(String... args) {
        return BenchCommand.line(new PrintStream(out, true, UTF_8), new PrintStream(progress, true, UTF_8))
                .execute(args);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local.nothing", "local --runs 0", "local --peer somebody", ""})
    void wrongUseIsToldInOneLineWithExitCode2(String line) {
        int exit = run(line.isEmpty() ? new String[0] : line.split(" ", -1));

        assertThat(exit).isEqualTo(2);
        assertThat(progress.toString(UTF_8))
                .startsWith("bench: ")
                .endsWith("(see --help)\n")
                .hasLineCount(1);
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void listNamesEveryWorkload() {
        assertThat(run("--list")).isZero();

        assertThat(out.toString(UTF_8).lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactlyElementsOf(
                        Suites.ALL.stream().map(Workload::name).toList());
    }
}
