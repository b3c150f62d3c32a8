package dev.understudy.cluster.jgroups;

import static java.util.stream.Collectors.joining;

import dev.understudy.cluster.Certificates;
import dev.understudy.cluster.HostPort;
import dev.understudy.cluster.jgroups.DrillProcess.Line;
import dev.understudy.cluster.jgroups.DrillProcess.Spec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Nodes in processes of their own that know of each other. Closing it kills them all.
final class Processes implements AutoCloseable {
    /// With the system's own, which grow to megabytes on the loopback device, a stopped reader goes unnoticed for
    /// long.
    private static final int SMALL_BUFFERS = 64 << 10;

    private static final Logger log = LoggerFactory.getLogger(Processes.class);

    private final List<DrillProcess> nodes = new ArrayList<>();

    /// What is needed to start so many on this machine.
    static List<Spec> specs(int howMany) {
        return specs(FreePorts.find(howMany).stream()
                .map(port -> new HostPort("127.0.0.1", port))
                .toList());
    }

    /// What is needed to start one at each of these places.
    static List<Spec> specs(List<HostPort> places) {
        String hosts = places.stream().map(HostPort::toString).collect(joining(","));
        return IntStream.range(0, places.size())
                .mapToObj(
                        i -> new Spec("node-" + i, places.get(i), hosts, SMALL_BUFFERS, Certificates.SOCKET, List.of()))
                .toList();
    }

    /// Starts them at once, and waits until all see all.
    void start(List<Spec> specs) {
        long start = System.currentTimeMillis();
        specs.forEach(spec -> nodes.add(DrillProcess.start(spec)));
        for (DrillProcess node : nodes) {
            Line line = node.await("a view of all", view -> view.isViewOf(specs.size()));
            log.info("{} saw all {} after {} ms", node.name(), specs.size(), line.millis() - start);
        }
    }

    /// Those that were not killed.
    List<DrillProcess> living() {
        return List.copyOf(nodes);
    }

    /// The nodes in the order of the view.
    List<DrillProcess> byAge() {
        Line view = nodes.getFirst().lastView();
        List<String> order = List.of(view.text().split(",", -1));
        return nodes.stream()
                .sorted(Comparator.comparingInt(node -> order.indexOf(node.name())))
                .toList();
    }

    void kill(List<DrillProcess> victims) {
        nodes.removeAll(victims);
        victims.forEach(DrillProcess::kill);
    }

    /// Asks a node for its figures.
    static void report(DrillProcess node) {
        node.tell("report");
        var figures = new ArrayList<String>();
        for (String what : List.of("SILENCE", "BEATS", "COUNTS")) {
            Line line = node.await("its " + what, one -> one.what().equals(what));
            figures.add(what + " " + line.text());
        }
        log.info("{}: {}", node.name(), String.join("; ", figures));
    }

    @Override
    public void close() {
        nodes.forEach(DrillProcess::close);
    }
}
