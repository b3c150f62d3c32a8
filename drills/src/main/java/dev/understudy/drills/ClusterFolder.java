package dev.understudy.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The folder of a cluster that outlives the command which started it: what runs, beside its logs.
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

    /// Writes down what runs.
    void save(LocalGrid grid) {
        try {
            Files.createDirectories(path);
            Json.MAPPER.writeValue(stateFile.toFile(), new State(grid.plan(), grid.started()));
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
