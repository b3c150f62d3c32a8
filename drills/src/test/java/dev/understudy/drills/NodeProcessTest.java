package dev.understudy.drills;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeProcessTest {
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
    void aKilledProcessIsGone() {
        NodeProcess node = NodeProcess.of("node-1", sleeper.toHandle(), "127.0.0.1", 1, 2);
        assertThat(node.isAlive()).isTrue();

        node.kill();

        assertThat(node.awaitExit(ofSeconds(60))).isTrue();
        assertThat(node.isAlive()).isFalse();
    }

    @Test
    void aFrozenProcessLivesAndCanBeThawed() {
        NodeProcess node = NodeProcess.of("node-1", sleeper.toHandle(), "127.0.0.1", 1, 2);

        node.freeze();
        node.terminate();

        assertThat(node.awaitExit(Duration.ofMillis(100))).isFalse();
        node.thaw();
        assertThat(node.awaitExit(ofSeconds(60))).isTrue();
    }

    @Test
    void aPidThatBelongsToAnotherProcessByNowIsNeverTouched() {
        NodeProcess real = NodeProcess.of("node-1", sleeper.toHandle(), "127.0.0.1", 1, 2);
        NodeProcess earlier = new NodeProcess("node-1", real.pid(), real.startedMillis() - 1000, "127.0.0.1", 1, 2);

        earlier.kill();

        assertThat(earlier.isAlive()).isFalse();
        assertThat(real.isAlive()).isTrue();
        assertThatExceptionOfType(GridException.class)
                .isThrownBy(() -> earlier.freeze())
                .withMessageContaining("its process %d is gone", real.pid());
    }
}
