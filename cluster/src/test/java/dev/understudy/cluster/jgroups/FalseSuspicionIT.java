package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// That nodes which are slow and not gone stay in the view at the default settings. It takes minutes and a machine on
/// which
/// nothing else runs, so it isn't part of the build: `-Dunderstudy.measure=true`.
@EnabledIfSystemProperty(named = "understudy.measure", matches = "true")
class FalseSuspicionIT {
    private static final int NODES = 4;
    private static final int SPINNERS = 2;
    /// At twenty a second, 51 s of them.
    private static final int BEATS = 1_024;

    private static final Duration PAUSE = Duration.ofMillis(1_500);

    private final Processes processes = new Processes();

    @AfterEach
    void killAll() {
        processes.close();
    }

    @Test
    void busyProcessorsExcludeNobody() {
        processes.start(Processes.specs(NODES));
        List<DrillProcess> nodes = processes.living();
        nodes.forEach(node -> {
            node.forget();
            node.tell("watch");
            node.tell("spin " + SPINNERS);
        });

        for (DrillProcess node : nodes) {
            nodes.stream()
                    .filter(other -> other != node)
                    .forEach(other -> node.recall(
                            BEATS + " beats of " + other.name(), line -> line.isHeard(other.name(), "CONTROL", BEATS)));
        }

        nodes.forEach(Processes::report);
        assertNobodyWasExcluded(nodes);
    }

    @Test
    void aPauseExcludesNobody() {
        processes.start(Processes.specs(NODES));
        List<DrillProcess> nodes = processes.living();
        nodes.forEach(node -> {
            node.forget();
            node.tell("watch");
        });

        for (DrillProcess paused : nodes) {
            paused.freeze();
            LockSupport.parkNanos(PAUSE.toNanos());
            paused.thaw();
            LockSupport.parkNanos(PAUSE.toNanos());
        }

        nodes.forEach(Processes::report);
        assertNobodyWasExcluded(nodes);
    }

    private static void assertNobodyWasExcluded(List<DrillProcess> nodes) {
        for (DrillProcess node : nodes) {
            for (String what : List.of("VIEW", "DIED")) {
                assertThat(node.hasSaid(line -> line.what().equals(what)))
                        .as("%s said %s", node.name(), what)
                        .isFalse();
            }
        }
    }
}
