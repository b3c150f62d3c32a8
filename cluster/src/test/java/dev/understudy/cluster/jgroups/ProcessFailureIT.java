package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.Certificates;
import dev.understudy.cluster.jgroups.DrillProcess.Line;
import dev.understudy.cluster.jgroups.DrillProcess.Spec;
import java.io.IOException;
import java.util.List;
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
    private static final Logger log = LoggerFactory.getLogger(ProcessFailureIT.class);

    private final Processes processes = new Processes();

    @AfterEach
    void killAll() {
        processes.close();
    }

    @Test
    void killedNodesAreProvenDeadAndLeaveTheView() {
        processes.start(Processes.specs(5));
        List<DrillProcess> byAge = processes.byAge();

        kill("the coordinator", List.of(byAge.get(0)));
        kill("two neighbours", List.of(byAge.get(2), byAge.get(3)));
    }

    @Test
    void aStoppedNodeUnderFloodSilencesNobodyElse() {
        processes.start(Processes.specs(3));
        List<DrillProcess> byAge = processes.byAge();
        DrillProcess stopped = byAge.get(2);
        List<DrillProcess> others = byAge.subList(0, 2);
        byAge.forEach(node -> node.tell("flood 20000"));
        others.forEach(node -> {
            node.tell("watch");
            node.forget();
        });

        stopped.forget();
        stopped.freeze();
        long start = System.currentTimeMillis();
        for (DrillProcess other : others) {
            Line line = other.await("a view without the stopped node", view -> view.isViewWithout(stopped.name()));
            log.info("{} excluded the stopped node after {} ms", other.name(), line.millis() - start);
        }
        byAge.forEach(node -> node.tell("quiet"));
        for (DrillProcess other : others) {
            Processes.report(other);
            assertThat(other.hasSaid(line -> line.isViewOf(1)))
                    .as("excluded the healthy one")
                    .isFalse();
            assertThat(other.hasSaid(line -> line.isDeathOf(stopped.name())))
                    .as("took a stopped process for dead")
                    .isFalse();
        }
        stopped.thaw();
        long thawed = System.currentTimeMillis();
        for (DrillProcess other : others) {
            Line line = other.await("all three again", view -> view.isViewOf(3));
            log.info("{} merged {} ms after SIGCONT", other.name(), line.millis() - thawed);
        }
        // Whether or not it has missed the others: what they sent meanwhile is lost, and it is told so.
        for (DrillProcess other : others) {
            stopped.recall("a view without " + other.name(), view -> view.isViewWithout(other.name()));
        }
        stopped.recall("all three again", view -> view.isViewOf(3));
    }

    @Test
    @EnabledIf("canHideProcesses")
    void aProcessOfAnotherNamespaceIsNotProvenGoneByItsId() {
        List<Spec> specs = Processes.specs(3).stream()
                .map(spec -> spec.withCertificates(Certificates.PROCESS))
                .toList();
        processes.start(List.of(
                specs.get(0),
                specs.get(1),
                specs.get(2).by("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")));
        DrillProcess observer = processes.living().get(0);
        DrillProcess neighbour = processes.living().get(1);
        DrillProcess hidden = processes.living().get(2);

        processes.kill(List.of(hidden));
        observer.await("a view without the hidden one", view -> view.isViewWithout(hidden.name()));
        processes.kill(List.of(neighbour));
        observer.await("the death of its neighbour", line -> line.isDeathOf(neighbour.name()));

        assertThat(observer.hasSaid(line -> line.isDeathOf(hidden.name()))).isFalse();
    }

    static boolean canHideProcesses() throws IOException, InterruptedException {
        Process unshare = new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return unshare.waitFor() == 0;
    }

    private void kill(String whom, List<DrillProcess> victims) {
        processes.living().forEach(DrillProcess::forget);
        long start = System.currentTimeMillis();
        processes.kill(victims);
        List<DrillProcess> survivors = processes.living();
        for (DrillProcess survivor : survivors) {
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
                    "a view of the " + survivors.size() + " survivors", view -> view.isViewOf(survivors.size()));
            log.info("{}: {} saw it after {} ms", whom, survivor.name(), line.millis() - start);
            assertThat(victims)
                    .noneMatch(victim -> List.of(line.text().split(",", -1)).contains(victim.name()));
        }
    }
}
