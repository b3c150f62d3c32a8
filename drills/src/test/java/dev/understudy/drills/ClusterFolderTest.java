package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterFolderTest {
    @TempDir
    Path folder;

    private Process sleeper;

    @BeforeEach
    void startSomethingThatDoesNothing() throws IOException {
        sleeper = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void end() {
        sleeper.destroyForcibly();
    }

    @Test
    void aNodeThatIsNotReadyYetIsFoundByAnotherCommand() {
        LocalGridPlan plan = new LocalGridPlan("test", "Main", 1, 1, folder, false, 1, Certificates.SOCKET, null);
        NodeProcess node = NodeProcess.of(plan.place(0), sleeper.toHandle());

        new ClusterFolder(folder).save(new LocalGrid(plan, List.of(node)));

        LocalGrid found = new ClusterFolder(folder).open().orElseThrow();
        assertThat(found.started()).containsExactly(node);
        found.close();
        assertThat(node.isAlive()).isFalse();
        assertThat(new ClusterFolder(folder).open()).isEmpty();
    }

    @Test
    void aStateIsReplacedAsAWhole() throws IOException {
        LocalGridPlan plan = new LocalGridPlan("test", "Main", 1, 1, folder, false, 1, Certificates.SOCKET, null);
        ClusterFolder cluster = new ClusterFolder(folder);

        cluster.save(new LocalGrid(plan));
        cluster.save(new LocalGrid(plan));

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("cluster.json");
        }
    }
}
