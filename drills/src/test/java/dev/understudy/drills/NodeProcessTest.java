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
    private static final NodePlace PLACE = new NodePlace("node-1", 0, 1, "127.0.0.1", 1, 2);

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
        NodeProcess node = NodeProcess.of(PLACE, sleeper.toHandle());
        assertThat(node.isAlive()).isTrue();

        node.kill();

        assertThat(node.awaitExit(ofSeconds(60))).isTrue();
        assertThat(node.isAlive()).isFalse();
    }

    @Test
    void aFrozenProcessLivesAndCanBeThawed() {
        NodeProcess node = NodeProcess.of(PLACE, sleeper.toHandle());

        node.freeze();
        node.terminate();

        assertThat(node.awaitExit(Duration.ofMillis(100))).isFalse();
        node.thaw();
        assertThat(node.awaitExit(ofSeconds(60))).isTrue();
    }

    @Test
    void aPidThatBelongsToAnotherProcessByNowIsNeverTouched() {
        NodeProcess real = NodeProcess.of(PLACE, sleeper.toHandle());
        NodeProcess earlier = new NodeProcess(PLACE, real.pid(), real.startedMillis() - 1000);

        earlier.kill();

        assertThat(earlier.isAlive()).isFalse();
        assertThat(real.isAlive()).isTrue();
        assertThatExceptionOfType(GridException.class)
                .isThrownBy(() -> earlier.freeze())
                .withMessageContaining("its process %d is gone", real.pid());
    }
}
