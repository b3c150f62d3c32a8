package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void theListNamesAllDrills() {
        assertThat(drill("--list")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8).lines().skip(1).map(line -> line.replaceFirst(" .*", "")))
                .containsExactly(
                        "kill-owner",
                        "kill-coordinator",
                        "kill-two",
                        "kill-during-handoff",
                        "freeze-short",
                        "freeze-long",
                        "partition-minority",
                        "partition-one-way",
                        "reset-attack",
                        "planned-leave",
                        "rolling-restart",
                        "join-under-load",
                        "slow-link",
                        "kill-parent",
                        "kill-child",
                        "kill-both",
                        "poison");
    }

    @Test
    void theListIsJsonWhereThatIsAskedFor() throws JsonProcessingException {
        assertThat(drill("--list", "--json")).isZero();

        String first = out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
        assertThat(Json.MAPPER.readTree(first).get("drill").asText()).isEqualTo("kill-owner");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    kill-nobody                        | no drill is named 'kill-nobody'; there are kill-owner
                    ""                                 | which drill? There are kill-owner
                    kill-owner --seconds 1             | seconds is 1, must be 4 to 86400
                    kill-owner --entities 0            | entities is 0, must be 1 to 10000000
                    kill-owner --nodes 1               | kill-owner needs 2 nodes or more, not 1
                    kill-two --nodes 4                 | kill-two needs 5 nodes or more, not 4
                    kill-owner kill-nobody             | no drill is named 'kill-nobody'
                    kill-owner --certificates forged   | Invalid value for option '--certificates'
                    kill-owner --nodes 50              | nodes is 50, must be 1 to 49
                    kill-owner --rate 0                | rate is 0, must be 1 to 1000000
                    kill-owner --runs 0                | runs is 0, must be 1 or more
                    kill-owner --workload zoo          | no workload is named 'zoo'; there are bank
                    kill-owner --seed x                | Invalid value for option '--seed'
                    kill-owner --frobnicate            | Unknown option: '--frobnicate'
                    """)
    void wrongUseIsSaidInOneLine(String arguments, String message) {
        String[] split = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);

        assertThat(drill(split)).isEqualTo(Commands.MISUSED);

        assertThat(errors.toString(StandardCharsets.UTF_8))
                .startsWith("drill: ")
                .contains(message)
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    status            | no cluster runs in
                    kill node-1       | no cluster runs in
                    partition A,B/C   | no cluster runs in
                    partition A,B     | is one group: write A,B/C
                    heal              | no cluster runs in
                    start --nodes 0   | a grid of 0 nodes: must be 1 to 49
                    fly               | Unmatched argument
                    """)
    void aClusterThatCannotDoItSaysWhyInOneLine(String arguments, String message) {
        assertThat(cluster(arguments.split(" ", -1))).isEqualTo(Commands.MISUSED);

        assertThat(errors.toString(StandardCharsets.UTF_8))
                .startsWith("cluster")
                .contains(message)
                .hasLineCount(1);
    }

    @Test
    void stoppingWhatDoesNotRunIsNoError() {
        assertThat(cluster("stop")).isZero();
    }

    private int drill(String... args) {
        return Commands.run(new DrillCommand(print(out), what -> {}), print(errors), args);
    }

    private int cluster(String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "--dir";
        all[args.length + 1] = folder.toString();
        return Commands.run(new ClusterCommand(print(out), what -> {}), print(errors), all);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
