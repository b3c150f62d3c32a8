package dev.understudy.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Starts processes that measure, with the same JVM and flags for every side.
///
/// @param workers threads of both sides' pools, where the setting does not say otherwise
/// @param heap the largest heap, or null for what the workload wants
/// @param flags more flags for the JVM
record Forks(int workers, @Nullable String heap, List<String> flags) {

    /// Flags of a workload's processes.
    List<String> flags(Workload workload) {
        List<String> all = new ArrayList<>();
        all.add("-Xmx" + (heap != null ? heap : workload.heap()));
        all.addAll(flags);
        return all;
    }

    /// One sample, from a process of its own.
    ///
    /// @throws ForkException if the process has none to give
    Sample run(Workload workload, Side side) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags(workload));
        // Scala's library reaches for it on both sides of this release's deprecation.
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Fork.class.getName());
        command.addAll(List.of(workload.name(), side.name(), Integer.toString(workers)));
        var what = workload.name() + " of " + side.key;
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out = process.inputReader()) {
                var lines = out.readAllLines();
                int exit = process.waitFor();
                if (exit != 0 || lines.isEmpty()) {
                    throw new ForkException("measuring %s ended with exit code %d".formatted(what, exit));
                }
                return new Sample(Json.figures(lines.getLast()));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM for " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ForkException("interrupted while measuring " + what);
        }
    }
}
