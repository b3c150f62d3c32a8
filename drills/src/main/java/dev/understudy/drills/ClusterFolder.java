package dev.understudy.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// The folder of a cluster that outlives the command which started it: what runs, beside its logs.
///
/// One command at a time changes what runs, see [#lock]; reading needs no lock, since a state is replaced as a whole.
final class ClusterFolder {
    /// What is written down.
    ///
    /// @param plan how the nodes were started
    /// @param nodes all that were ever started
    private record State(LocalGridPlan plan, List<NodeProcess> nodes) {}

    private final Path path;
    private final Path stateFile;

    ClusterFolder(Path path) {
        this.path = path.toAbsolutePath().normalize();
        this.stateFile = this.path.resolve("cluster.json");
    }

    Path path() {
        return path;
    }

    /// Keeps other commands from changing what runs, until the lock is closed or this process ends.
    ///
    /// @param whenWaiting told once where another command has it, before waiting for that
    Lock lock(Runnable whenWaiting) {
        Path file = path.resolve("lock");
        try {
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                whenWaiting.run();
                channel.lock();
            }
            return new Lock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("locking " + file, e);
        }
    }

    /// That nobody else changes what runs.
    record Lock(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("unlocking the folder of a cluster", e);
            }
        }
    }

    /// The cluster that was started here and still has a living node; empty if there is none.
    Optional<LocalGrid> open() {
        return read().filter(grid -> !grid.nodes().isEmpty());
    }

    /// The cluster that was last started here and not stopped, though all its nodes may be gone.
    Optional<LocalGrid> read() {
        if (!Files.exists(stateFile)) {
            return Optional.empty();
        }
        try {
            State state = Json.MAPPER.readValue(stateFile.toFile(), State.class);
            return Optional.of(new LocalGrid(state.plan(), state.nodes()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + stateFile, e);
        }
    }

    /// Writes down what runs, in place of what was written before.
    void save(LocalGrid grid) {
        try {
            Files.createDirectories(path);
            Path next = path.resolve("cluster.json.next");
            Json.MAPPER.writeValue(next.toFile(), new State(grid.plan(), grid.started()));
            Files.move(next, stateFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + stateFile, e);
        }
    }

    /// Forgets what ran; the logs stay until the next start.
    void forget() {
        try {
            Files.deleteIfExists(stateFile);
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + stateFile, e);
        }
    }
}
