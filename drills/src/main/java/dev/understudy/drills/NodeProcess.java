package dev.understudy.drills;

import java.io.IOException;
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
/// @param name the node's name
/// @param pid the process id
/// @param startedMillis when the process was started, in milliseconds since 1970; 0 where the machine does not
///     tell
/// @param address where it listens
/// @param port where the transport listens
/// @param adminPort where the admin HTTP listens
record NodeProcess(String name, long pid, long startedMillis, String address, int port, int adminPort) {
    static NodeProcess of(String name, ProcessHandle process, String address, int port, int adminPort) {
        return new NodeProcess(name, process.pid(), startOf(process), address, port, adminPort);
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /// Where its transport listens, as `host:port`.
    String endpoint() {
        return address + ":" + port;
    }

    /// Where its admin HTTP listens.
    String adminUrl() {
        return "http://" + address + ":" + adminPort;
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
            throw new GridException("waiting for the end of %s (pid %d) failed".formatted(name, pid), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GridException("interrupted while waiting for the end of " + name, e);
        }
    }

    /// Sends a signal for which Java has no method, by `kill -NAME`.
    void signal(String signal) {
        if (!isAlive()) {
            throw new GridException("cannot send SIG%s to %s: its process %d is gone".formatted(signal, name, pid));
        }
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new GridException("kill -%s %d (%s) ended with %d".formatted(signal, pid, name, exit));
            }
        } catch (IOException e) {
            throw new GridException("cannot run kill -%s %d (%s)".formatted(signal, pid, name), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GridException("interrupted while sending SIG%s to %s".formatted(signal, name), e);
        }
    }
}
