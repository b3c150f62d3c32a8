package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.jgroups.DrillProcess.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
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
            Line counts = other.await("its counts", line -> line.what().equals("COUNTS"));
            log.info("{}: longest silence {}; {}", other.name(), silence.text(), counts.text());
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

    private void kill(String whom, List<DrillProcess> victims) {
        nodes.removeAll(victims);
        long start = System.currentTimeMillis();
        victims.forEach(DrillProcess::kill);
        for (DrillProcess survivor : nodes) {
            Line line =
                    survivor.await("a view of the " + nodes.size() + " survivors", view -> view.isViewOf(nodes.size()));
            log.info("{}: {} saw it after {} ms", whom, survivor.name(), line.millis() - start);
            assertThat(victims)
                    .noneMatch(victim -> List.of(line.text().split(",", -1)).contains(victim.name()));
        }
    }

    private void start(int howMany) {
        List<Integer> ports = FreePorts.find(howMany);
        String hosts =
                String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
        long start = System.currentTimeMillis();
        IntStream.range(0, howMany)
                .forEach(i -> nodes.add(DrillProcess.start("node-" + i, ports.get(i), hosts, SMALL_BUFFERS)));
        for (DrillProcess node : nodes) {
            Line line = node.await("a view of all", view -> view.isViewOf(howMany));
            log.info("{} saw all {} after {} ms", node.name(), howMany, line.millis() - start);
        }
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
