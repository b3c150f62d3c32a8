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
    Result run(Path folder) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        // Not the drill's seed: two runs of one seed side by side need different ports.
        SplittableRandom random =
                new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid());
        try (PortBlock ports = PortBlock.take(loopback, random)) {
            LocalGrid grid = new LocalGrid(new LocalGridPlan(
                    "drill-" + ports.base(), workload.nodeMain(), options.nodes(), ports.base(), folder, true, null));
            Thread atExit = Thread.ofPlatform().unstarted(grid::close);
            Runtime.getRuntime().addShutdownHook(atExit);
            try (grid) {
                return run(grid);
            } finally {
                forget(atExit);
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
                    Verdict.unseen(drill.name(), options.setting(grid.guarantees()), String.valueOf(e.getMessage())),
                    Optional.empty());
        }
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // This process is ending already, and the hook runs.
        }
    }
}
