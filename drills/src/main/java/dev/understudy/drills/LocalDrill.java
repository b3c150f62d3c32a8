package dev.understudy.drills;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/// Runs a drill against a grid of processes that it starts and ends itself, also when this process is told to
/// end.
final class LocalDrill {
    /// What came out.
    ///
    /// @param findings what was seen; empty where the grid did so badly that nothing was
    record Result(Verdict verdict, Optional<Findings> findings) {}

    private final Drill drill;
    private final Workload workload;
    private final DrillOptions options;
    private final Progress progress;

    LocalDrill(Drill drill, Workload workload, DrillOptions options, Progress progress) {
        this.drill = drill;
        this.workload = workload;
        this.options = options;
        this.progress = progress;
    }

    /// Runs it.
    ///
    /// @param folder where logs and audits are kept meanwhile
    /// @throws GridException if this machine lacks what the drill needs
    Result run(Path folder) {
        // Not the drill's seed: two runs of one seed side by side need different ports and networks.
        SplittableRandom random = Commands.unseeded();
        try (PortBlock ports = PortBlock.take(InetAddress.getLoopbackAddress(), random)) {
            LocalGridPlan plan = new LocalGridPlan(
                    "drill-" + ports.base(),
                    workload.nodeMain(),
                    options.nodes(),
                    ports.base(),
                    folder,
                    true,
                    drill.needs().backups(),
                    options.certificates(),
                    null);
            LocalGrid grid = new LocalGrid(drill.needs().hasLinks() ? plan.on(HostNetwork.create(random)) : plan);
            try (AtExit _ = AtExit.of(grid::close);
                    grid) {
                return run(grid);
            }
        }
    }

    private Result run(LocalGrid grid) {
        try {
            progress.says("starting %d nodes".formatted(options.nodes()));
            long begun = System.nanoTime();
            grid.start();
            Findings findings = new DrillRun(drill, workload, options, progress)
                    .observe(grid, Duration.ofNanos(System.nanoTime() - begun));
            Verdict verdict = Judge.judge(findings);
            if (!verdict.held()) {
                EvidenceFiles.write(grid.plan().folder(), findings);
            }
            return new Result(verdict, Optional.of(findings));
        } catch (GridException e) {
            return new Result(
                    Verdict.unseen(
                            drill.name(),
                            options.setting(grid.guarantees().of(workload)),
                            String.valueOf(e.getMessage())),
                    Optional.empty());
        }
    }
}
