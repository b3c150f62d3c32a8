package dev.understudy.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The drills hold, as short runs at a low rate, and their verdict has every key that others rely on.
final class DrillIT {
    private static final List<String> KEYS = List.of(
            "drill",
            "verdict",
            "nodes",
            "entities",
            "seed",
            "seconds",
            "attempted",
            "acked",
            "lost",
            "duplicated",
            "double_active",
            "order_violations",
            "detect_ms",
            "takeover_ms",
            "unavailable_p50_ms",
            "unavailable_p99_ms",
            "unavailable_max_ms",
            "unaffected_max_gap_ms",
            "certificates",
            "backups",
            "durability",
            "judged",
            "evidence",
            "errors",
            "state");

    /// What a drill of volatile children judges, and what one of the bank does.
    private static final List<String> OF_CHILDREN =
            List.of("\"state\":\"volatile\"", "\"double_active\":0,", "\"order_violations\":0,");

    private static final List<String> OF_THE_BANK =
            List.of("\"state\":\"durable\"", "\"lost\":0,", "\"duplicated\":0,", "\"unaccounted\":0,");

    /// Not planned-leave: whether each ask is answered within its second is a matter of the machine.
    @ParameterizedTest
    @ValueSource(strings = {"kill-owner", "kill-coordinator", "kill-parent", "kill-child"})
    void theDrillPasses(String drill) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.understudy.drills.DrillCommand",
                        drill,
                        "--json",
                        "--seconds=10",
                        "--entities=300",
                        "--rate=300")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(process.waitFor()).as("exit code; it said %s", lines).isZero();
        assertThat(lines.getLast()).contains("\"verdict\":\"PASS\"").contains("\"drill\":\"" + drill + "\"");
        boolean isOfChildren = drill.equals("kill-parent") || drill.equals("kill-child");
        assertThat(lines.getLast()).contains(isOfChildren ? OF_CHILDREN : OF_THE_BANK);
        assertThat(KEYS).allSatisfy(key -> assertThat(lines.getLast()).contains("\"" + key + "\":"));
    }
}
