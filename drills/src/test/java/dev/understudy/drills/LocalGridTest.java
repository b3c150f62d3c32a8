package dev.understudy.drills;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.understudy.cluster.Certificates;
import dev.understudy.examples.bank.BankNode;
import dev.understudy.node.Node;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes: the bank on this machine.
class LocalGridTest {
    private static final Duration PATIENCE = ofMinutes(2);
    private static final int ENTITIES = 30;

    @TempDir
    Path folder;

    private PortBlock ports;

    @BeforeEach
    void takePorts() {
        ports = PortBlock.take(
                InetAddress.getLoopbackAddress(),
                new SplittableRandom(ProcessHandle.current().pid()));
    }

    @AfterEach
    void givePortsBack() {
        ports.close();
    }

    @Test
    void everyEntityAnswersAgainWhenANodeWasKilled() {
        BankWorkload workload = new BankWorkload();
        LocalGrid grid = new LocalGrid(plan(BankNode.class.getName(), 3));
        try (grid) {
            grid.start();
            assertThat(grid.nodes()).containsExactly("node-1", "node-2", "node-3");
            try (Node driver = workload.declare(Node.named("driver")
                            .cluster(grid.cluster())
                            .bind(grid.driverAddress(), grid.driverPort())
                            .initialHosts(grid.initialHosts().toArray(String[]::new))
                            .client())
                    .start()) {
                Workload.Session session = workload.begin(driver, ENTITIES, 1);
                assertThat(Sweep.over(session, ENTITIES, ofSeconds(5), PATIENCE))
                        .isEmpty();

                grid.kill(List.of("node-1"));

                assertThat(grid.nodes()).containsExactly("node-2", "node-3");
                assertThat(Sweep.over(session, ENTITIES, ofSeconds(5), PATIENCE))
                        .isEmpty();
                assertThat(session.judge().orderViolations()).isZero();
            }
        }

        assertThat(grid.started()).noneMatch(NodeProcess::isAlive);
        List<Turn> turns = grid.turns().orElseThrow();
        assertThat(turns).hasSizeGreaterThanOrEqualTo(2 * ENTITIES);
        assertThat(DoubleActivity.pairs(turns)).isEmpty();
    }

    @Test
    void aNodeThatEndsInsteadOfStartingIsToldWithTheEndOfItsLog() {
        LocalGrid grid = new LocalGrid(plan("dev.understudy.NoSuchMain", 1));

        assertThatExceptionOfType(GridException.class)
                .isThrownBy(grid::startOrClose)
                .withMessageContaining("node-1 ended instead of starting")
                .withMessageContaining("NoSuchMain");
        assertThat(grid.started()).noneMatch(NodeProcess::isAlive);
    }

    @Test
    void aNodeThatIsNotThereCannotBeStruck() {
        try (LocalGrid grid = new LocalGrid(plan(BankNode.class.getName(), 1), List.of())) {
            assertThatExceptionOfType(GridException.class)
                    .isThrownBy(() -> grid.kill(List.of("node-9")))
                    .withMessageContaining("no node 'node-9' is running");
        }
    }

    @Test
    void nodesOfOneDeviceCannotBeCutFromEachOther() {
        try (LocalGrid grid = new LocalGrid(plan(BankNode.class.getName(), 1), List.of())) {
            assertThatExceptionOfType(GridException.class)
                    .isThrownBy(grid::heal)
                    .withMessageContaining("share the loopback device");
        }
    }

    @Tag("network")
    @Test
    void nodesOnHostsOfTheirOwnCanBeCutFromEachOther() {
        assumeThat(HostNetwork.problem()).isEmpty();
        HostNetwork network = HostNetwork.create(new SplittableRandom());
        LocalGrid grid = new LocalGrid(plan(BankNode.class.getName(), 3).on(network));
        try (grid) {
            grid.start();
            awaitMembers(grid, 3, 3, 3);

            grid.partition(List.of(List.of("node-1", "node-2"), List.of("node-3")));
            awaitMembers(grid, 2, 2, 1);

            assertThatExceptionOfType(GridException.class)
                    .isThrownBy(() -> grid.partition(List.of(List.of("node-1"), List.of("node-2"))))
                    .withMessageContaining("each node that runs stands in one group");

            grid.heal();
            awaitMembers(grid, 3, 3, 3);
        }

        assertThat(Path.of("/run/netns").toFile().list((_, space) -> space.startsWith(network.name() + "-")))
                .isEmpty();
    }

    /// Waits until each node sees so many members.
    private static void awaitMembers(LocalGrid grid, Integer... members) {
        List<Integer> wanted = List.of(members);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Integer> seen = List.of();
        while (!seen.equals(wanted)) {
            assertThat(System.nanoTime() - deadline)
                    .as("waited %s for members %s, seen were %s", PATIENCE, wanted, seen)
                    .isNegative();
            seen = grid.started().stream()
                    .map(node -> grid.status(node)
                            .map(status -> status.path("members").size())
                            .orElse(0))
                    .toList();
        }
    }

    private LocalGridPlan plan(String main, int nodes) {
        return new LocalGridPlan(
                "test-" + ports.base(), main, nodes, ports.base(), folder, true, 1, Certificates.SOCKET, null);
    }
}
