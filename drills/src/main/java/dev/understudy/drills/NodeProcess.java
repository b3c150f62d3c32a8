package dev.understudy.drills;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A node that runs as a process of this machine. A value: it can be written down and used by another process
/// later. A pid is only trusted together with the start time of its process, so that nothing else is ever
/// ended.
///
/// @param place where it runs
/// @param pid the process id
/// @param startedMillis when the process was started, in milliseconds since 1970; 0 where the machine does not
///     tell
public record NodeProcess(NodePlace place, long pid, long startedMillis) {
    /// How long a process may take to stand still: the signal is handled as soon as the process gets a core.
    private static final Duration FREEZE_PATIENCE = Duration.ofSeconds(30);

    /// One that was just started.
    public static NodeProcess of(NodePlace place, ProcessHandle process) {
        return new NodeProcess(place, process.pid(), startOf(process));
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /// The node's name.
    String name() {
        return place.name();
    }

    /// Where its transport listens, as `host:port`.
    String endpoint() {
        return place.address() + ":" + place.port();
    }

    /// Where its admin HTTP listens.
    String adminUrl() {
        return "http://" + place.address() + ":" + place.adminPort();
    }

    /// The live process, or nothing if it is gone.
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(process -> process.isAlive() && startOf(process) == startedMillis);
    }

    boolean isAlive() {
        return process().isPresent();
    }

    /// Asks the process to end (SIGTERM), without waiting.
    void terminate() {
        process().ifPresent(ProcessHandle::destroy);
    }

    /// Ends the process (SIGKILL), without waiting.
    void kill() {
        process().ifPresent(ProcessHandle::destroyForcibly);
    }

    /// Waits until the process is gone.
    ///
    /// @return whether it is gone
    boolean awaitExit(Duration patience) {
        Optional<ProcessHandle> process = process();
        try {
            if (process.isPresent()) {
                process.get().onExit().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            }
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new GridException("waiting for the end of %s (pid %d) failed".formatted(name(), pid), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GridException("interrupted while waiting for the end of " + name(), e);
        }
    }

    /// Stops the process where it stands (SIGSTOP), and returns once it does stand still: the signal alone is only on
    /// its way, and another one sent after it may arrive first.
    public void freeze() {
        signal("STOP");
        long giveUp = System.nanoTime() + FREEZE_PATIENCE.toNanos();
        while (isAlive() && !isStopped()) {
            if (System.nanoTime() - giveUp > 0) {
                throw new GridException("%s (pid %d) still runs %d s after SIGSTOP"
                        .formatted(name(), pid, FREEZE_PATIENCE.toSeconds()));
            }
            Pause.until(System.nanoTime() + 1_000_000);
        }
    }

    /// Lets a frozen process go on (SIGCONT).
    void thaw() {
        signal("CONT");
    }

    private boolean isStopped() {
        return run("ps", "-o", "state=", "-p", Long.toString(pid)).startsWith("T");
    }

    /// Sends a signal for which Java has no method, by `kill -NAME`.
    private void signal(String signal) {
        if (!isAlive()) {
            throw new GridException("cannot send SIG%s to %s: its process %d is gone".formatted(signal, name(), pid));
        }
        run("kill", "-" + signal, Long.toString(pid));
    }

    /// Runs a command on the process, and gives what it printed.
    private String run(String... command) {
        var line = String.join(" ", command);
        try {
            var started =
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            var printed = new String(started.getInputStream().readAllBytes(), UTF_8).strip();
            int exit = started.waitFor();
            if (exit != 0 && isAlive()) {
                throw new GridException("%s (%s) ended with %d".formatted(line, name(), exit));
            }
            return printed;
        } catch (IOException e) {
            throw new GridException("cannot run %s (%s)".formatted(line, name()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GridException("interrupted while running %s (%s)".formatted(line, name()), e);
        }
    }
}
