package dev.understudy.drills;

import dev.understudy.cluster.Certificates;
import dev.understudy.examples.bank.BankNode;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `scripts/cluster`: a cluster of bank nodes on this machine to play with.
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Runs a cluster of bank nodes on this machine to play with. The nodes run on until they are stopped.",
            "Exit 0: done. 2: wrong use, or something is missing."
        })
final class ClusterCommand {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "the folder of the cluster (default: ${DEFAULT-VALUE})",
            defaultValue = "${sys:drills.clusters:-.clusters}/local")
    @SuppressWarnings("NullAway.Init") // has a default
    private Path dir;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "one JSON object a line on stdout")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
    private CommandSpec spec;

    private final PrintStream out;
    private final Progress progress;

    ClusterCommand(PrintStream out, Progress progress) {
        this.out = out;
        this.progress = progress;
    }

    /// Runs the command and ends the process.
    public static void main(String... args) {
        System.exit(Commands.run(new ClusterCommand(System.out, ProgressPrinter.onStderr()), System.err, args));
    }

    @Command(description = "starts a cluster and waits until it is ready")
    void start(
            @Option(names = "--nodes", paramLabel = "N", description = "how many nodes", defaultValue = "3")
                    int nodes) {
        ClusterFolder folder = folder();
        SplittableRandom random = Commands.unseeded();
        try (ClusterFolder.Lock _ = lock(folder)) {
            if (folder.open().isPresent()) {
                throw new GridException("a cluster runs in %s already: end it with 'stop', or give another --dir"
                        .formatted(folder.path()));
            }
            folder.read().ifPresent(LocalGrid::close); // all its nodes are gone, its network may be there
            try (PortBlock ports = PortBlock.take(InetAddress.getLoopbackAddress(), random)) {
                LocalGrid grid = new LocalGrid(plan(nodes, ports, folder, random));
                grid.whenStarted(() -> folder.save(grid));
                folder.save(grid); // before the first process: if this one is killed, 'stop' finds all that was made
                progress.says("starting %d nodes".formatted(nodes));
                grid.startOrClose();
                status(grid);
            }
        }
    }

    private LocalGridPlan plan(int nodes, PortBlock ports, ClusterFolder folder, SplittableRandom random) {
        LocalGridPlan plan;
        try {
            plan = new LocalGridPlan(
                    "cluster-" + ports.base(),
                    BankNode.class.getName(),
                    nodes,
                    ports.base(),
                    folder.path(),
                    false,
                    Needs.STANDARD.backups(),
                    Certificates.SOCKET,
                    null);
        } catch (IllegalArgumentException e) {
            throw misuse(e.getMessage());
        }
        try {
            return plan.on(HostNetwork.create(random));
        } catch (GridException e) {
            progress.says(
                    "%s; the nodes share the loopback device, and 'partition' will not work".formatted(e.getMessage()));
            return plan;
        }
    }

    @Command(description = "shows what each node says of itself")
    void status() {
        status(running());
    }

    private void status(LocalGrid grid) {
        out.print(ClusterStatus.of(grid).text(json));
    }

    @Command(description = "ends all nodes")
    void stop() {
        ClusterFolder folder = folder();
        try (ClusterFolder.Lock _ = lock(folder)) {
            folder.read().ifPresentOrElse(LocalGrid::stop, () -> progress.says("no cluster runs in " + folder.path()));
            folder.forget();
        }
    }

    @Command(description = "kills a node (SIGKILL)")
    void kill(@Parameters(paramLabel = "NODE") String node) {
        change(grid -> grid.kill(List.of(node)));
    }

    @Command(description = "stops a node's process in its tracks (SIGSTOP)")
    void freeze(@Parameters(paramLabel = "NODE") String node) {
        change(grid -> grid.freeze(node));
    }

    @Command(description = "lets a frozen node run on (SIGCONT)")
    void thaw(@Parameters(paramLabel = "NODE") String node) {
        change(grid -> grid.thaw(node));
    }

    @Command(description = "lets a node hand over what it owns and leave")
    void drain(@Parameters(paramLabel = "NODE") String node) {
        change(grid -> grid.leave(node));
    }

    @Command(description = "adds a node")
    void add() {
        change(grid -> progress.says(grid.add() + " is ready"));
    }

    @Command(description = "cuts the network between groups of nodes; needs a cluster that root has started")
    void partition(
            @Parameters(paramLabel = "A,B/C", description = "each node that runs, in one of the groups")
                    String groups) {
        List<List<String>> split = Stream.of(groups.split("/"))
                .map(group -> List.of(group.split(",")))
                .toList();
        if (split.size() < 2) {
            throw misuse("'%s' is one group: write A,B/C".formatted(groups));
        }
        change(grid -> grid.partition(split));
    }

    @Command(description = "ends all partitions")
    void heal() {
        change(LocalGrid::heal);
    }

    private void change(Consumer<LocalGrid> change) {
        ClusterFolder folder = folder();
        try (ClusterFolder.Lock _ = lock(folder)) {
            LocalGrid grid = running();
            grid.whenStarted(() -> folder.save(grid));
            change.accept(grid);
        }
    }

    private ClusterFolder.Lock lock(ClusterFolder folder) {
        return folder.lock(() -> progress.says("waiting for another command on " + folder.path()));
    }

    private LocalGrid running() {
        ClusterFolder folder = folder();
        return folder.open()
                .orElseThrow(
                        () -> new GridException("no cluster runs in %s: begin with 'start'".formatted(folder.path())));
    }

    private ClusterFolder folder() {
        return new ClusterFolder(dir);
    }

    private ParameterException misuse(@Nullable String what) {
        return Commands.misuse(spec, what);
    }
}
