package dev.understudy.drills;

import static java.time.Duration.ofSeconds;

import dev.understudy.node.Node;
import dev.understudy.node.NodeStartException;
import dev.understudy.sharding.ownership.LossLedger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Runs one drill against a grid, and judges it.
///
/// ```
///   warm up    every entity answers once
///   load       ----------- X ---------------------------
///                          the first fault, a quarter to two fifths in
///   sweep      every entity must answer again
///   judge      the history of all asks, and the audits of all nodes
/// ```
///
/// The seed draws the busy entities, the moment of the fault, the victim and the mix of the load, each from a
/// source of its own.
public final class DrillRun {
    private static final Duration WARM_UP_PATIENCE = ofSeconds(60);
    private static final Duration SWEEP_DEADLINE = ofSeconds(2);
    private static final Duration SWEEP_PATIENCE = ofSeconds(10);

    /// One entity in so many is busy.
    private static final int BUSY_SHARE = 100;

    /// The first fault comes between these parts of the load's time.
    private static final double EARLIEST_FAULT = 0.25;

    private static final double LATEST_FAULT = 0.4;

    /// However long the faults took, the load goes on for this part of its time: what had stood still is asked again.
    private static final double LEAST_AFTER = 0.25;

    /// Enough to notice a minority that goes on, and little beside the load.
    private static final int FAR_ASKS_PER_SECOND = 300;

    private final Drill drill;
    private final Workload workload;
    private final DrillOptions options;
    private final Progress progress;
    private final RandomGenerator random;
    private final History history = new History();

    /// A run that has not begun. Runs once.
    public DrillRun(Drill drill, Workload workload, DrillOptions options, Progress progress) {
        this.drill = drill;
        this.workload = workload;
        this.options = options;
        this.progress = progress;
        this.random = new SplittableRandom(options.seed());
    }

    /// Runs the drill, closes the grid, and judges what was seen.
    ///
    /// @param grid a grid that is ready
    /// @param formed how long it took to become so
    /// @throws GridException if the grid did so badly that there is nothing to judge
    public Verdict against(Grid grid, Duration formed) {
        return Judge.judge(observe(grid, formed));
    }

    Findings observe(Grid grid, Duration formed) {
        Observation seen;
        try (grid;
                Node driver = join(grid)) {
            seen = observe(grid, driver);
        }
        progress.says("judging %d asks".formatted(history.attempts().size()));
        return new Findings(
                drill.name(),
                options.setting(grid.guarantees().of(workload)),
                seen.faults(),
                seen.loadBegunNanos(),
                seen.loadEndedNanos(),
                history.attempts(),
                seen.judgement(),
                seen.farCaller(),
                seen.ledgers(),
                grid.turns(),
                seen.unanswered(),
                formed.toNanos());
    }

    private record Observation(
            List<Fault> faults,
            long loadBegunNanos,
            long loadEndedNanos,
            Judgement judgement,
            Optional<FarCaller.Report> farCaller,
            Map<String, LossLedger.Balance> ledgers,
            int unanswered) {}

    private Node join(Grid grid) {
        progress.says(
                "%d nodes are ready; the driver joins".formatted(grid.nodes().size()));
        try {
            return workload.declare(Node.named("driver")
                            .cluster(grid.cluster())
                            .bind(grid.driverAddress(), grid.driverPort())
                            .initialHosts(grid.initialHosts().toArray(String[]::new))
                            .client())
                    .start();
        } catch (NodeStartException e) {
            throw new GridException("the driver could not join: " + e.getMessage(), e);
        }
    }

    private Observation observe(Grid grid, Node driver) {
        Workload.Session session = workload.begin(driver, options.entities(), options.seed());
        warmUp(session);
        Optional<FarCaller> farCaller = farCaller(grid);
        LoadPlan load = new LoadPlan(
                options.entities(), busy(), options.asksPerSecond(), LoadPlan.DEFAULT_DEADLINE, options.seed());
        long begun = System.nanoTime();
        long ended;
        List<Fault> faults;
        try (FailoverWatch watch = new FailoverWatch(driver::view, session::owner);
                LoadDriver asking = new LoadDriver(session, load, history)) {
            asking.begin();
            farCaller.ifPresent(FarCaller::begin);
            long nanos = TimeUnit.SECONDS.toNanos(options.seconds());
            await(begun, begun + (long) (nanos * random.nextDouble(EARLIEST_FAULT, LATEST_FAULT)));
            progress.says(drill.summary());
            Stage stage = new Stage(grid, session, load, driver, random, watch, asking::hurry);
            drill.strike(stage);
            long struck = System.nanoTime();
            stage.faults().forEach(fault -> progress.says(fault.evidence()));
            await(begun, Math.max(begun + nanos, struck + (long) (nanos * LEAST_AFTER)));
            faults = stage.faults();
            ended = System.nanoTime();
        }
        progress.says("the load has ended; every entity must answer once more");
        Set<Integer> silent = Sweep.over(session, options.entities(), SWEEP_DEADLINE, SWEEP_PATIENCE);
        Judgement judgement = session.judge();
        Optional<FarCaller.Report> far = farCaller.map(FarCaller::finish);
        return new Observation(faults, begun, ended, judgement, far, Ledgers.of(grid, driver), silent.size());
    }

    /// The caller on the side of the victims, which ends with the grid.
    private Optional<FarCaller> farCaller(Grid grid) {
        if (!drill.needs().hasFarCaller()) {
            return Optional.empty();
        }
        progress.says("a second caller joins");
        Links links = grid.links().orElseThrow(() -> new GridException("this grid has no room for a second caller"));
        return Optional.of(links.caller(
                new FarCaller.Order(workload.name(), options.entities(), FAR_ASKS_PER_SECOND, ~options.seed())));
    }

    private void warmUp(Workload.Session session) {
        progress.says("warming up: %d entities answer once".formatted(options.entities()));
        Set<Integer> silent = Sweep.over(session, options.entities(), SWEEP_DEADLINE, WARM_UP_PATIENCE);
        if (!silent.isEmpty()) {
            throw new GridException("%d of %d entities did not answer within %d s of warming up"
                    .formatted(silent.size(), options.entities(), WARM_UP_PATIENCE.toSeconds()));
        }
    }

    private Set<Integer> busy() {
        int wanted = Math.ceilDiv(options.entities(), BUSY_SHARE);
        Set<Integer> busy = new HashSet<>();
        while (busy.size() < wanted) {
            busy.add(random.nextInt(options.entities()));
        }
        return busy;
    }

    private void await(long begun, long nanoTime) {
        int passed = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        for (long next = begun + TimeUnit.SECONDS.toNanos(passed + 1L);
                next - nanoTime < 0;
                next = begun + TimeUnit.SECONDS.toNanos(passed + 1L)) {
            Pause.until(next);
            passed++;
            progress.tick(passed, Math.max(passed, options.seconds()), history.answered());
        }
        Pause.until(nanoTime);
    }
}
