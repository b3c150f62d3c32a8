package dev.understudy.cluster.jgroups;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.Certificates;
import dev.understudy.cluster.HostPort;
import dev.understudy.cluster.jgroups.DrillProcess.Line;
import dev.understudy.cluster.jgroups.DrillProcess.Spec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a simulator assumes and only processes can show: nodes that are killed or stopped by a signal.
///
/// It judges what happened and logs how long it took; the figures of `docs/transport.md` come from this log.
@DisabledOnOs(OS.WINDOWS)
class ProcessFailureIT {
    /// With the system's own, which grow to megabytes on the loopback device, a stopped reader goes unnoticed for
    /// long.
    private static final int SMALL_BUFFERS = 64 << 10;

    private static final Logger log = LoggerFactory.getLogger(ProcessFailureIT.class);

    private final List<DrillProcess> nodes = new ArrayList<>();

    @AfterEach
    void killAll() {
        nodes.forEach(DrillProcess::close);
    }

    @Test
    void killedNodesLeaveTheView() {
        start(5);
        List<DrillProcess> byAge = byAge();

        kill("the coordinator", List.of(byAge.get(0)));
        kill("two neighbours", List.of(byAge.get(2), byAge.get(3)));
    }

    @Test
    void aStoppedNodeUnderFloodSilencesNobodyElse() {
        start(3);
        List<DrillProcess> byAge = byAge();
        DrillProcess stopped = byAge.get(2);
        List<DrillProcess> others = byAge.subList(0, 2);
        byAge.forEach(node -> node.tell("flood 20000"));
        others.forEach(node -> {
            node.tell("watch");
            node.forget();
        });

        stopped.freeze();
        long start = System.currentTimeMillis();
        for (DrillProcess other : others) {
            Line line = other.await("a view without the stopped node", view -> view.isViewWithout(stopped.name()));
            log.info("{} excluded the stopped node after {} ms", other.name(), line.millis() - start);
        }
        byAge.forEach(node -> node.tell("quiet"));
        for (DrillProcess other : others) {
            other.tell("report");
            Line silence = other.await("its report", line -> line.what().equals("SILENCE"));
            Line beats = other.await("its beats", line -> line.what().equals("BEATS"));
            Line counts = other.await("its counts", line -> line.what().equals("COUNTS"));
            log.info("{}: silence {}; beats {}; {}", other.name(), silence.text(), beats.text(), counts.text());
            assertThat(other.hasSaid(line -> line.what().equals("DIED")))
                    .as("took a stopped process for dead")
                    .isFalse();
            assertThat(other.hasSaid(line -> line.isViewOf(1)))
                    .as("excluded the healthy one")
                    .isFalse();
        }
        stopped.thaw();
        long thawed = System.currentTimeMillis();
        for (DrillProcess other : others) {
            Line line = other.await("all three again", view -> view.isViewOf(3));
            log.info("{} merged {} ms after SIGCONT", other.name(), line.millis() - thawed);
        }
        // The stopped one has nothing to say if it is taken back before it has missed the others.
        if (!stopped.lastView().isViewOf(3)) {
            stopped.await("all three again", view -> view.isViewOf(3));
        }
    }

    @Test
    @EnabledIf("canHideProcesses")
    void aProcessOfAnotherNamespaceIsNotProvenGoneByItsId() {
        List<Spec> specs = specs(3).stream()
                .map(spec -> spec.withCertificates(Certificates.PROCESS))
                .toList();
        start(List.of(
                specs.get(0),
                specs.get(1),
                specs.get(2).by("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")));
        DrillProcess observer = nodes.get(0);

        nodes.get(2).kill();
        observer.await("a view without the hidden one", view -> view.isViewWithout("node-2"));
        nodes.get(1).kill();
        observer.await("the death of its neighbour", line -> line.isDeathOf("node-1"));

        assertThat(observer.hasSaid(line -> line.isDeathOf("node-2"))).isFalse();
    }

    static boolean canHideProcesses() throws IOException, InterruptedException {
        Process unshare = new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return unshare.waitFor() == 0;
    }

    private void kill(String whom, List<DrillProcess> victims) {
        nodes.removeAll(victims);
        nodes.forEach(DrillProcess::forget);
        long start = System.currentTimeMillis();
        victims.forEach(DrillProcess::kill);
        for (DrillProcess survivor : nodes) {
            for (DrillProcess victim : victims) {
                Line proof = survivor.recall("the death of " + victim.name(), line -> line.isDeathOf(victim.name()));
                log.info(
                        "{}: {} had proof after {} ms: {}",
                        whom,
                        survivor.name(),
                        proof.millis() - start,
                        proof.text());
            }
            Line line = survivor.recall(
                    "a view of the " + nodes.size() + " survivors", view -> view.isViewOf(nodes.size()));
            log.info("{}: {} saw it after {} ms", whom, survivor.name(), line.millis() - start);
            assertThat(victims)
                    .noneMatch(victim -> List.of(line.text().split(",", -1)).contains(victim.name()));
        }
    }

    private void start(int howMany) {
        start(specs(howMany));
    }

    private void start(List<Spec> specs) {
        long start = System.currentTimeMillis();
        specs.forEach(spec -> nodes.add(DrillProcess.start(spec)));
        for (DrillProcess node : nodes) {
            Line line = node.await("a view of all", view -> view.isViewOf(specs.size()));
            log.info("{} saw all {} after {} ms", node.name(), specs.size(), line.millis() - start);
        }
    }

    private static List<Spec> specs(int howMany) {
        List<HostPort> places = FreePorts.find(howMany).stream()
                .map(port -> new HostPort("127.0.0.1", port))
                .toList();
        String hosts = places.stream().map(HostPort::toString).collect(joining(","));
        return IntStream.range(0, howMany)
                .mapToObj(
                        i -> new Spec("node-" + i, places.get(i), hosts, SMALL_BUFFERS, Certificates.SOCKET, List.of()))
                .toList();
    }

    /// The nodes in the order of the view.
    private List<DrillProcess> byAge() {
        Line view = nodes.getFirst().lastView();
        List<String> order = List.of(view.text().split(",", -1));
        return nodes.stream()
                .sorted(Comparator.comparingInt(node -> order.indexOf(node.name())))
                .toList();
    }
}
