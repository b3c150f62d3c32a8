package dev.understudy.drills;

import static java.time.Duration.ofSeconds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.sharding.TurnAudit;
import dev.understudy.sharding.ownership.LossLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private final NodeLauncher launcher;
    private final NodeAdmin admin = new NodeAdmin();
    private final Optional<LocalLinks> links;
    private final List<NodeProcess> started = Collections.synchronizedList(new ArrayList<>());
    private final List<NodeProcess> running = new ArrayList<>();
    private Runnable whenStarted = () -> {};

    /// A grid with no node yet.
    LocalGrid(LocalGridPlan plan) {
        this(plan, List.of());
    }

    /// A grid that runs.
    ///
    /// @param started its nodes, those included that are gone
    LocalGrid(LocalGridPlan plan, List<NodeProcess> started) {
        this.plan = plan;
        this.launcher = new NodeLauncher(plan);
        this.links = Optional.ofNullable(plan.network())
                .map(network ->
                        new LocalLinks(plan, network, name -> last(name).place().number(), launcher));
        this.started.addAll(started);
        started.stream().filter(NodeProcess::isAlive).forEach(running::add);
    }

    /// Has something done each time when a process was started, before anybody waits for it.
    void whenStarted(Runnable action) {
        whenStarted = action;
    }

    /// Starts the founding nodes, all at once, and waits until each is ready. If that fails or this process is
    /// told to end meanwhile, nothing is left running.
    void startOrClose() {
        try (AtExit _ = AtExit.of(this::close)) {
            start();
        } catch (GridException e) {
            close();
            throw e;
        }
    }

    /// Starts the founding nodes, all at once, and waits until each is ready.
    void start() {
        try {
            Files.createDirectories(plan.folder());
        } catch (IOException e) {
            throw new UncheckedIOException("making the folder of the grid, " + plan.folder(), e);
        }
        List<NodeProcess> founders = IntStream.range(0, plan.expect())
                .mapToObj(_ -> launchNext(plan.founders()))
                .toList();
        founders.forEach(this::awaitReady);
    }

    private NodeProcess launchNext(List<String> initialHosts) {
        int number = nodesEver();
        HostNetwork network = plan.network();
        if (network != null) {
            network.add(number);
        }
        return launch(plan.place(number), initialHosts);
    }

    private int nodesEver() {
        return newest().size();
    }

    private NodeProcess launch(NodePlace place, List<String> initialHosts) {
        NodeProcess node = launcher.launch(place, initialHosts);
        started.add(node);
        running.add(node);
        whenStarted.run();
        return node;
    }

    private void awaitReady(NodeProcess node) {
        if (!admin.awaitReady(node, START_PATIENCE)) {
            throw new GridException("%s %s; the end of its log, %s:%n%s"
                    .formatted(
                            node.name(),
                            node.isAlive() ? "was not ready after " + START_PATIENCE : "ended instead of starting",
                            plan.log(node.place().files()),
                            logTail(node)));
        }
    }

    private String logTail(NodeProcess node) {
        try (Stream<String> lines = Files.lines(plan.log(node.place().files()))) {
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
        return plan.guarantees();
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

    /// The last start of each node, those included that are gone.
    Collection<NodeProcess> newest() {
        Map<String, NodeProcess> newest = new LinkedHashMap<>();
        started().forEach(node -> newest.put(node.name(), node));
        return newest.values();
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
    public void kill(List<String> nodes) {
        List<NodeProcess> processes = nodes.stream().map(this::require).toList();
        processes.forEach(NodeProcess::kill);
        processes.forEach(process -> awaitGone(process, KILL_PATIENCE));
    }

    @Override
    public void beginLeave(String node) {
        require(node).terminate();
    }

    @Override
    public void awaitLeft(String node) {
        awaitGone(require(node), LEAVE_PATIENCE);
    }

    private void awaitGone(NodeProcess process, Duration patience) {
        running.remove(process);
        if (!process.awaitExit(patience)) {
            throw new GridException("%s (pid %d) was still running %d s after it was told to end; its log is %s"
                    .formatted(
                            process.name(),
                            process.pid(),
                            patience.toSeconds(),
                            plan.log(process.place().files())));
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
        if (nodesEver() >= PortBlock.MOST_NODES - 1) {
            throw new GridException(
                    "a grid on this machine has room for %d nodes, and that many were made".formatted(nodesEver()));
        }
        return awaitReadyOrKill(launchNext(initialHosts())).name();
    }

    @Override
    public void restart(String node) {
        NodeProcess last = last(node);
        if (last.isAlive()) {
            throw new GridException("cannot start %s: it runs as process %d".formatted(node, last.pid()));
        }
        awaitReadyOrKill(launch(last.place().again(), initialHosts()));
    }

    private NodeProcess awaitReadyOrKill(NodeProcess node) {
        try {
            awaitReady(node);
            return node;
        } catch (GridException e) {
            node.kill();
            throw e;
        }
    }

    @Override
    public List<ShardPhase> shardsInMotion(String node) {
        return admin.shardsInMotion(require(node));
    }

    @Override
    public Optional<Links> links() {
        return links.map(each -> each);
    }

    /// Cuts the network between these groups of nodes: nothing passes from one group to another.
    ///
    /// @param groups names of nodes; each node that runs is in one of them
    /// @throws GridException if the nodes share the loopback device, or are not in one group each
    void partition(List<List<String>> groups) {
        LocalLinks network = network("partition");
        List<String> named = groups.stream().flatMap(List::stream).toList();
        named.forEach(this::require);
        List<String> missing =
                nodes().stream().filter(node -> !named.contains(node)).toList();
        if (!missing.isEmpty() || named.size() != Set.copyOf(named).size()) {
            throw new GridException("each node that runs stands in one group; running are %s, the groups are %s"
                    .formatted(nodes(), groups));
        }
        for (int group = 0; group < groups.size(); group++) {
            List<String> others = groups.subList(group + 1, groups.size()).stream()
                    .flatMap(List::stream)
                    .toList();
            if (!others.isEmpty()) {
                network.cut(groups.get(group), others);
            }
        }
    }

    /// Ends all cuts.
    ///
    /// @throws GridException if the nodes share the loopback device
    void heal() {
        network("heal").healAll(nodes());
    }

    private LocalLinks network(String what) {
        return links.orElseThrow(() ->
                new GridException("cannot %s: the nodes share the loopback device, which can't be cut%s"
                        .formatted(
                                what,
                                HostNetwork.problem()
                                        .map(problem -> "; " + problem)
                                        .orElse(""))));
    }

    @Override
    public Map<String, LossLedger.Balance> ledgers() {
        Map<String, LossLedger.Balance> ledgers = new HashMap<>();
        for (NodeProcess node : List.copyOf(running)) {
            admin.ledger(node).ifPresent(ledger -> ledgers.put(node.name(), ledger));
        }
        return ledgers;
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

    /// The last start of a node.
    private NodeProcess last(String name) {
        return newest().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new GridException("no node '%s' was ever started".formatted(name)));
    }

    @Override
    public Optional<List<Turn>> turns() {
        if (!plan.isAudited()) {
            return Optional.empty();
        }
        List<Turn> turns = new ArrayList<>();
        for (NodeProcess node : started()) {
            Path file = plan.turns(node.place());
            if (!Files.exists(file)) {
                continue;
            }
            try {
                TurnAudit.read(file).forEach(turn -> turns.add(turn(node, turn)));
            } catch (IOException e) {
                throw new UncheckedIOException("reading the turns of " + node.name(), e);
            }
        }
        return Optional.of(turns);
    }

    private static Turn turn(NodeProcess node, TurnAudit.Turn turn) {
        return new Turn(
                node.name(),
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
        links.ifPresent(LocalLinks::close);
        HostNetwork network = plan.network();
        if (network != null) {
            network.remove();
        }
    }
}
