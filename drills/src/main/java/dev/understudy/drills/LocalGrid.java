package dev.understudy.drills;

import static java.time.Duration.ofSeconds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.sharding.TurnAudit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A grid whose nodes are processes of this machine, each on ports of its own; all on 127.0.0.1, or each a host of
/// its own on a [HostNetwork]. Whatever the nodes' main class is, it embeds a node that takes its settings from the
/// environment, as every node does.
///
/// Ends only what it started: each process is known by its pid and start time.
///
/// Used by one thread at a time; [#close] may come from any.
final class LocalGrid implements Grid {
    private static final Logger log = LoggerFactory.getLogger(LocalGrid.class);

    /// How long a node may take to become ready. Twenty times what five starting at once took on two cores.
    static final Duration START_PATIENCE = ofSeconds(60);

    /// How long a node may take to leave: longer than its own deadline for that.
    static final Duration LEAVE_PATIENCE = ofSeconds(30);

    /// How long the kernel may take to end a killed process.
    private static final Duration KILL_PATIENCE = ofSeconds(10);

    /// How many lines of a node's log are shown when it did not start.
    private static final int LOG_TAIL = 20;

    private final LocalGridPlan plan;
    private final NodeAdmin admin = new NodeAdmin();
    private final List<NodeProcess> started = Collections.synchronizedList(new ArrayList<>());
    private final List<NodeProcess> running = new ArrayList<>();

    /// A grid with no node yet.
    LocalGrid(LocalGridPlan plan) {
        this(plan, List.of());
    }

    /// A grid that runs.
    ///
    /// @param started its nodes, those included that are gone
    LocalGrid(LocalGridPlan plan, List<NodeProcess> started) {
        this.plan = plan;
        this.started.addAll(started);
        started.stream().filter(NodeProcess::isAlive).forEach(running::add);
    }

    /// Starts the founding nodes, all at once, and waits until each is ready. If that fails or this process is
    /// told to end meanwhile, nothing is left running.
    void startOrClose() {
        Thread atExit = Thread.ofPlatform().unstarted(this::close);
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            start();
        } catch (GridException e) {
            close();
            throw e;
        } finally {
            forget(atExit);
        }
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // This process is ending already, and the hook runs.
        }
    }

    /// Starts the founding nodes, all at once, and waits until each is ready.
    void start() {
        try {
            Files.createDirectories(plan.folder());
        } catch (IOException e) {
            throw new UncheckedIOException("making the folder of the grid, " + plan.folder(), e);
        }
        List<NodeProcess> founders =
                IntStream.range(0, plan.expect()).mapToObj(_ -> launch()).toList();
        founders.forEach(this::awaitReady);
    }

    private NodeProcess launch() {
        int number = started.size();
        String name = "node-" + (number + 1);
        int port = PortBlock.transportPort(plan.basePort(), number);
        int adminPort = PortBlock.adminPort(plan.basePort(), number);
        ProcessBuilder java = new ProcessBuilder(command(number)).redirectErrorStream(true);
        java.redirectOutput(Redirect.to(plan.log(name).toFile()));
        Map<String, String> environment = java.environment();
        environment.keySet().removeIf(key -> key.startsWith("UNDERSTUDY_"));
        environment.put("UNDERSTUDY_NODE_NAME", name);
        environment.put("UNDERSTUDY_CLUSTER_NAME", plan.cluster());
        environment.put("UNDERSTUDY_TRANSPORT_BIND_ADDRESS", plan.address(number));
        environment.put("UNDERSTUDY_TRANSPORT_BIND_PORT", Integer.toString(port));
        environment.put("UNDERSTUDY_TRANSPORT_INITIAL_HOSTS", String.join(",", hostsFor(number)));
        environment.put("UNDERSTUDY_BOOTSTRAP_EXPECT", Integer.toString(plan.expect()));
        environment.put("UNDERSTUDY_ADMIN_PORT", Integer.toString(adminPort));
        if (plan.isAudited()) {
            environment.put("UNDERSTUDY_AUDIT_TURNS", plan.turns(name).toString());
        }
        HostNetwork network = plan.network();
        if (network != null) {
            network.add(number);
        }
        try {
            NodeProcess node = NodeProcess.of(name, java.start().toHandle(), plan.address(number), port, adminPort);
            started.add(node);
            running.add(node);
            return node;
        } catch (IOException e) {
            throw new GridException("cannot start %s: %s".formatted(name, String.join(" ", java.command())), e);
        }
    }

    /// A session of its own keeps the process alive when the terminal that started it goes.
    private List<String> command(int number) {
        Path setsid = Path.of("/usr/bin/setsid");
        Stream<String> session = Files.isExecutable(setsid) ? Stream.of(setsid.toString()) : Stream.empty();
        Stream<String> java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // Processes that live for seconds: the optimizing compiler would take the cores from what is measured.
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                plan.nodeMain());
        HostNetwork network = plan.network();
        Stream<String> host = network == null ? Stream.of() : network.on(number).stream();
        return Stream.of(host, session, java).flatMap(part -> part).toList();
    }

    /// The founders look for each other; who comes later looks for those that run.
    private List<String> hostsFor(int number) {
        if (number >= plan.expect()) {
            return initialHosts();
        }
        return IntStream.range(0, plan.expect())
                .mapToObj(founder -> plan.address(founder) + ":" + PortBlock.transportPort(plan.basePort(), founder))
                .toList();
    }

    private void awaitReady(NodeProcess node) {
        if (!admin.awaitReady(node, START_PATIENCE)) {
            throw new GridException("%s %s; the end of its log, %s:%n%s"
                    .formatted(
                            node.name(),
                            node.isAlive() ? "was not ready after " + START_PATIENCE : "ended instead of starting",
                            plan.log(node.name()),
                            logTail(node)));
        }
    }

    private String logTail(NodeProcess node) {
        try (Stream<String> lines = Files.lines(plan.log(node.name()))) {
            List<String> all = lines.toList();
            return all.stream()
                    .skip(Math.max(0, all.size() - LOG_TAIL))
                    .collect(Collectors.joining(System.lineSeparator()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the log of " + node.name(), e);
        }
    }

    @Override
    public String cluster() {
        return plan.cluster();
    }

    @Override
    public Guarantees guarantees() {
        return Guarantees.VOLATILE;
    }

    @Override
    public List<String> nodes() {
        return running.stream().map(NodeProcess::name).toList();
    }

    /// How its nodes are run.
    LocalGridPlan plan() {
        return plan;
    }

    /// All nodes that were ever started.
    List<NodeProcess> started() {
        return List.copyOf(started);
    }

    @Override
    public List<String> initialHosts() {
        return running.stream().map(NodeProcess::endpoint).toList();
    }

    @Override
    public String driverAddress() {
        return plan.driverAddress();
    }

    @Override
    public int driverPort() {
        return PortBlock.transportPort(plan.basePort(), PortBlock.MOST_NODES - 1);
    }

    @Override
    public void kill(String node) {
        NodeProcess process = require(node);
        process.kill();
        awaitGone(process, KILL_PATIENCE);
    }

    @Override
    public void leave(String node) {
        NodeProcess process = require(node);
        process.terminate();
        awaitGone(process, LEAVE_PATIENCE);
    }

    private void awaitGone(NodeProcess process, Duration patience) {
        running.remove(process);
        if (!process.awaitExit(patience)) {
            throw new GridException("%s (pid %d) was still running %d s after it was told to end; its log is %s"
                    .formatted(process.name(), process.pid(), patience.toSeconds(), plan.log(process.name())));
        }
    }

    @Override
    public void freeze(String node) {
        require(node).freeze();
    }

    @Override
    public void thaw(String node) {
        require(node).thaw();
    }

    @Override
    public String add() {
        if (started.size() >= PortBlock.MOST_NODES - 1) {
            throw new GridException("a grid on this machine has room for %d starts, and that many were made"
                    .formatted(PortBlock.MOST_NODES - 1));
        }
        NodeProcess node = launch();
        try {
            awaitReady(node);
        } catch (GridException e) {
            node.kill();
            throw e;
        }
        return node.name();
    }

    /// Cuts the network between these groups of nodes: nothing passes from one group to another.
    ///
    /// @param groups names of nodes; each node that runs is in one of them
    /// @throws GridException if the nodes share the loopback device, or are not in one group each
    void partition(List<List<String>> groups) {
        HostNetwork network = network("partition");
        List<String> named = groups.stream().flatMap(List::stream).toList();
        named.forEach(this::require);
        List<String> missing =
                nodes().stream().filter(node -> !named.contains(node)).toList();
        if (!missing.isEmpty() || named.size() != Set.copyOf(named).size()) {
            throw new GridException("each node that runs stands in one group; running are %s, the groups are %s"
                    .formatted(nodes(), groups));
        }
        for (List<String> from : groups) {
            for (List<String> to : groups) {
                if (!from.equals(to)) {
                    network.cut(hosts(from), hosts(to));
                }
            }
        }
    }

    /// Ends all cuts.
    ///
    /// @throws GridException if the nodes share the loopback device
    void heal() {
        network("heal").heal(hosts(nodes()));
    }

    private HostNetwork network(String what) {
        HostNetwork network = plan.network();
        if (network == null) {
            throw new GridException("cannot %s: the nodes share the loopback device, which can't be cut%s"
                    .formatted(
                            what,
                            HostNetwork.problem().map(problem -> "; " + problem).orElse("")));
        }
        return network;
    }

    private List<Integer> hosts(List<String> names) {
        return names.stream().map(name -> started().indexOf(require(name))).toList();
    }

    /// What a node says of itself; empty if it does not answer.
    Optional<JsonNode> status(NodeProcess node) {
        return admin.status(node);
    }

    private NodeProcess require(String name) {
        return running.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new GridException("no node '%s' is running: %s".formatted(name, String.join(", ", nodes()))));
    }

    @Override
    public Optional<List<Turn>> turns() {
        if (!plan.isAudited()) {
            return Optional.empty();
        }
        List<Turn> turns = new ArrayList<>();
        for (NodeProcess node : started()) {
            Path file = plan.turns(node.name());
            if (!Files.exists(file)) {
                continue;
            }
            try {
                TurnAudit.read(file).forEach(turn -> turns.add(turn(turn)));
            } catch (IOException e) {
                throw new UncheckedIOException("reading the turns of " + node.name(), e);
            }
        }
        return Optional.of(turns);
    }

    private static Turn turn(TurnAudit.Turn turn) {
        return new Turn(
                turn.type() + "/" + turn.id(),
                turn.activation(),
                turn.startNanos(),
                Math.max(turn.startNanos(), turn.endNanos()));
    }

    /// Lets all nodes leave at once, and kills those that do not within their time.
    void stop() {
        List<NodeProcess> alive =
                started().stream().filter(NodeProcess::isAlive).toList();
        alive.forEach(NodeProcess::terminate);
        long deadline = System.nanoTime() + LEAVE_PATIENCE.toNanos();
        for (NodeProcess node : alive) {
            if (!node.awaitExit(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                log.warn("{} (pid {}) did not leave within {} and is killed", node.name(), node.pid(), LEAVE_PATIENCE);
            }
        }
        close();
    }

    /// Kills what is still alive, frozen processes included, and removes its network.
    @Override
    public void close() {
        List<NodeProcess> alive =
                started().stream().filter(NodeProcess::isAlive).toList();
        alive.forEach(NodeProcess::kill);
        alive.forEach(node -> node.awaitExit(KILL_PATIENCE));
        HostNetwork network = plan.network();
        if (network != null) {
            network.remove();
        }
        admin.close();
    }
}
