package dev.understudy.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs [HandOverStress] in processes of jcstress's own, for some seconds in all. For longer:
/// `-Dunderstudy.jcstress.millis=10000`, which is for each of its tests and compilers.
class MemoryModelTest {

    private static final String MILLIS = System.getProperty("understudy.jcstress.millis", "300");
    private static final long PATIENCE_MINUTES = 60;
    /// Classes within that are no tests.
    private static final int HELPERS = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path results;

    @Test
    void whatIsHandedOverIsSeenWhole() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var log = results.resolve("log.txt");
        var process = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.openjdk.jcstress.Main",
                        "-t",
                        HandOverStress.class.getName(),
                        "-r",
                        results.toString(),
                        "-time",
                        MILLIS,
                        "-iters",
                        "1",
                        "-f",
                        "1",
                        "-fsm",
                        "1",
                        "-sc",
                        "false",
                        "-jvmArgs",
                        "-Xmx256m")
                .directory(results.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();

        var said = Files.readString(log);
        assertThat(ended).as("jcstress ended: %s", said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said)
                .contains("Failed tests: No matches.", "Error tests: No matches.")
                .contains(HandOverStress.class.getDeclaredClasses().length - HELPERS + " matching test results");
    }
}
