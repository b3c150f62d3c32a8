package dev.understudy.benchmarks;

import dev.understudy.drills.NodePlace;
import dev.understudy.drills.NodeProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A process of a grid beside this one, with the flags of this one. It ends when this one does, or when it is closed.
final class GridProcess implements AutoCloseable {
    private static final String READY = "ready";

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final NodeProcess node;

    private GridProcess(String name, Process process, NodeProcess node) {
        this.name = name;
        this.process = process;
        this.out = process.inputReader();
        this.node = node;
    }

    static GridProcess start(GridPlan plan, int number) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-XX:StartFlightRecording")) // it would write to the same file
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), GridProcess.class.getName()));
        command.addAll(plan.arguments());
        command.add(Integer.toString(number));
        var name = "%s-%d".formatted(plan.side().key, number);
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new GridProcess(
                    name,
                    process,
                    NodeProcess.of(
                            new NodePlace(name, number, 1, GridPlan.HOST, plan.port(number), 0), process.toHandle()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM for " + name, e);
        }
    }

    /// The process's own life: takes what [GridPlan#arguments()] gives and its number, and ends with its parent, whose
    /// end closes the standard input.
    public static void main(String... arguments) throws IOException, InterruptedException {
        var plan = GridPlan.parse(arguments);
        try (var _ = plan.side().grid(plan, Integer.parseInt(arguments[arguments.length - 1]))) {
            System.out.println(READY);
            while (System.in.read() >= 0) {
                // Nobody writes; this waits for the end.
            }
        }
    }

    /// Waits until it is part of the grid.
    ///
    /// @throws ForkException if it ends instead
    void awaitReady() {
        try {
            if (!READY.equals(out.readLine())) {
                throw new ForkException(name + " ended before it was ready");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("waiting for " + name, e);
        }
    }

    /// Ends it as `kill -9` does, and returns when it is gone.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Stops it where it stands, and returns when it stands still.
    void freeze() {
        node.freeze();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
