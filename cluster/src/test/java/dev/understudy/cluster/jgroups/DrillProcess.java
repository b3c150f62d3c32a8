package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.Certificates;
import dev.understudy.cluster.HostPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A [DrillNode] in a process of its own, seen from the test.
final class DrillProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String name;
    private final Process process;
    private final PrintStream in;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final List<Line> seen = new ArrayList<>();

    /// What a node said, and when.
    record Line(String what, long millis, String text) {
        static Line parse(String line) {
            String[] parts = line.split(" ", 3);
            return new Line(parts[0], Long.parseLong(parts[1]), parts.length < 3 ? "" : parts[2]);
        }

        boolean isViewWithout(String member) {
            return what.equals("VIEW") && !List.of(text.split(",", -1)).contains(member);
        }

        boolean isDeathOf(String member) {
            return what.equals("DIED") && text.startsWith(member + " ");
        }

        boolean isSuspicionOf(String member) {
            return what.equals("SUSPECTED") && text.equals(member);
        }

        boolean isHeard(String member, String channel, int frames) {
            return what.equals("HEARD") && text.equals(member + " " + channel + " " + frames);
        }

        boolean isViewOf(int members) {
            return what.equals("VIEW") && text.split(",", -1).length == members;
        }
    }

    private DrillProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("output of " + name).start(this::read);
    }

    /// How to start one.
    ///
    /// @param name name of the node
    /// @param at where it listens
    /// @param hosts where it looks for others, `host:port,…`
    /// @param socketBufferBytes size of its sockets' buffers
    /// @param certificates what it takes for proof
    /// @param wrapper what to put before the command
    record Spec(
            String name,
            HostPort at,
            String hosts,
            int socketBufferBytes,
            Certificates certificates,
            List<String> wrapper) {
        Spec withCertificates(Certificates other) {
            return new Spec(name, at, hosts, socketBufferBytes, other, wrapper);
        }

        /// Runs the command by another, such as `ip netns exec`.
        Spec by(String... command) {
            return new Spec(name, at, hosts, socketBufferBytes, certificates, List.of(command));
        }

        private List<String> arguments() {
            return List.of(
                    name,
                    at.host(),
                    Integer.toString(at.port()),
                    hosts,
                    Integer.toString(socketBufferBytes),
                    certificates.name());
        }
    }

    static DrillProcess start(Spec spec) {
        try {
            var command = new ArrayList<>(spec.wrapper());
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    DrillNode.class.getName()));
            command.addAll(spec.arguments());
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            return new DrillProcess(spec.name(), builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("can't start a JVM for " + spec.name(), e);
        }
    }

    String name() {
        return name;
    }

    void tell(String command) {
        in.println(command);
    }

    /// Waits for a line, skipping others.
    Line await(String what, Predicate<Line> wanted) {
        try {
            while (true) {
                Line line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError(name + " didn't say in " + PATIENCE + ": " + what + "; it said " + seen);
                }
                seen.add(line);
                if (wanted.test(line)) {
                    return line;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + name + " to say: " + what, e);
        }
    }

    /// A line that it has said, as far as is remembered, or says yet.
    Line recall(String what, Predicate<Line> wanted) {
        lines.drainTo(seen);
        return seen.stream().filter(wanted).findFirst().orElseGet(() -> await(what, wanted));
    }

    /// Forgets what it has said so far.
    void forget() {
        lines.clear();
        seen.clear();
    }

    /// Whether it has said such a thing, as far as is remembered.
    boolean hasSaid(Predicate<Line> wanted) {
        lines.drainTo(seen);
        return seen.stream().anyMatch(wanted);
    }

    /// The newest view that was awaited.
    Line lastView() {
        return seen.reversed().stream()
                .filter(line -> line.what().equals("VIEW"))
                .findFirst()
                .orElseThrow();
    }

    /// Ends it as a power cut would.
    void kill() {
        process.destroyForcibly();
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void signal(String which) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + which, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("kill -" + which + " of " + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while signalling " + name, e);
        }
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(Line.parse(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("output of " + name + " broke", e);
        }
    }
}
