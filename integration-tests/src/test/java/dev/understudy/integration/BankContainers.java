package dev.understudy.integration;

import static java.time.Duration.ofMinutes;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.Slf4jLogConsumer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/// Nodes of the example bank in containers on a network of their own, which find each other by DNS, as in
/// `deploy/compose.yaml`.
final class BankContainers implements AutoCloseable {
    /// The cluster that they belong to.
    static final String CLUSTER = "bank";

    /// Generous: build machines have few cores, and three JVMs start at once.
    private static final Duration START_TIMEOUT = ofMinutes(2);

    private static final String ALIAS = "grid";
    /// Where every node of the bank listens.
    static final int CONTROL_PORT = 7800;

    private final Network network = Network.builder()
            .createNetworkCmdModifier(command -> command.withLabels(TestRun.LABEL))
            .build();
    private final Map<String, GenericContainer<?>> byName = new TreeMap<>();

    private BankContainers() {}

    /// Starts them all at once and waits until each says that it is healthy.
    static BankContainers start(BankImage image, int nodes) {
        var containers = new BankContainers();
        try {
            IntStream.rangeClosed(1, nodes)
                    .mapToObj(number -> "bank-" + number)
                    .forEach(name -> containers.byName.put(name, containers.node(image, name, nodes)));
            Startables.deepStart(containers.byName.values()).join();
            return containers;
        } catch (Throwable failure) {
            containers.close();
            throw failure;
        }
    }

    private GenericContainer<?> node(BankImage image, String name, int nodes) {
        return new GenericContainer<>(DockerImageName.parse(image.name()))
                .withImagePullPolicy(_ -> false)
                .withLabels(TestRun.LABEL)
                .withNetwork(network)
                .withNetworkAliases(ALIAS)
                .withEnv(Map.of(
                        "UNDERSTUDY_NODE_NAME",
                        name,
                        "UNDERSTUDY_CLUSTER_NAME",
                        CLUSTER,
                        "UNDERSTUDY_TRANSPORT_DISCOVERY",
                        "dns",
                        "UNDERSTUDY_TRANSPORT_DNS_NAME",
                        ALIAS,
                        "UNDERSTUDY_BOOTSTRAP_EXPECT",
                        Integer.toString(nodes),
                        "UNDERSTUDY_START_TIMEOUT",
                        START_TIMEOUT.toString()))
                .withLogConsumer(new Slf4jLogConsumer(LoggerFactory.getLogger("container." + name)))
                .waitingFor(Wait.forHealthcheck().withStartupTimeout(START_TIMEOUT.plusMinutes(1)));
    }

    /// The names of the nodes.
    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /// Where other members find the nodes: `address:port` of each. An engine on this machine lets this machine in, too.
    String[] controlAddresses() {
        return byName.values().stream()
                .map(container -> container
                                .getContainerInfo()
                                .getNetworkSettings()
                                .getNetworks()
                                .values()
                                .iterator()
                                .next()
                                .getIpAddress()
                        + ":" + CONTROL_PORT)
                .toArray(String[]::new);
    }

    /// This machine's own address on the containers' network.
    String addressOfThisMachine() {
        var client = byName.values().iterator().next().getDockerClient();
        return client.inspectNetworkCmd()
                .withNetworkId(network.getId())
                .exec()
                .getIpam()
                .getConfig()
                .getFirst()
                .getGateway();
    }

    /// Ends a node's process at once (SIGKILL), so that it can say goodbye to nobody.
    void kill(String name) {
        var container = container(name);
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    /// Whether a node's health check says that it is ready.
    boolean isHealthy(String name) {
        return container(name).isHealthy();
    }

    private GenericContainer<?> container(String name) {
        return requireNonNull(byName.get(name), name);
    }

    @Override
    public void close() {
        byName.values().forEach(GenericContainer::stop);
        network.close();
    }
}
