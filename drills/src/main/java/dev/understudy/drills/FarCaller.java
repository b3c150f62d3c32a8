package dev.understudy.drills;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A second caller in a process of its own, which stays with the victims when the network is cut: without somebody who
/// asks there, a minority that goes on by mistake would have nothing to do, and nobody would notice.
///
/// Its asks are judged apart from those of the load. Used by one thread; [#close] may come from any.
public final class FarCaller implements AutoCloseable {
    private static final Duration END_PATIENCE = Duration.ofSeconds(60);

    /// What it is to ask.
    ///
    /// @param workload the name of the workload
    /// @param entities how many entities there are
    /// @param asksPerSecond how many asks a second to aim at
    /// @param seed what the mix is drawn from
    public record Order(String workload, int entities, int asksPerSecond, long seed) {}

    /// What it has seen.
    ///
    /// @param attempts its asks
    /// @param unanswered entities that did not answer it when it asked all of them at the end
    /// @param judgement what its session says about the entities
    record Report(List<Attempt> attempts, int unanswered, Judgement judgement) {
        Report {
            attempts = List.copyOf(attempts);
        }
    }

    private final Process process;
    private final BufferedReader says;
    private final Writer hears;

    /// Waits until it has joined.
    ///
    /// @param process runs [FarCallerProcess]
    public FarCaller(Process process) {
        this.process = process;
        this.says = process.inputReader(StandardCharsets.UTF_8);
        this.hears = process.outputWriter(StandardCharsets.UTF_8);
        String word = hear();
        if (!word.equals(FarCallerProcess.JOINED)) {
            throw new GridException("the second caller did not join but said: " + word);
        }
    }

    /// Begins to ask.
    void begin() {
        tell(FarCallerProcess.BEGIN);
    }

    /// Ends the asking.
    Report finish() {
        tell(FarCallerProcess.END);
        try {
            Report report = Json.MAPPER.readValue(hear(), Report.class);
            if (!process.waitFor(END_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new GridException("the second caller did not end within " + END_PATIENCE);
            }
            return report;
        } catch (IOException e) {
            throw new GridException("what the second caller says can't be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GridException("interrupted while the second caller ended", e);
        }
    }

    private void tell(String word) {
        try {
            hears.write(word + "\n");
            hears.flush();
        } catch (IOException e) {
            throw new GridException("the second caller does not listen: see its log", e);
        }
    }

    private String hear() {
        try {
            String line = says.readLine();
            if (line == null) {
                throw new GridException("the second caller ended too early: see its log");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("listening to the second caller", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
