package dev.understudy.benchmarks;

import dev.understudy.drills.PortBlock;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A grid of one side's processes on this machine, this one among them, on ports of its own.
final class Grid implements AutoCloseable {
    private final PortBlock ports;
    private final List<GridProcess> others = new ArrayList<>();
    private final GridEngine engine;

    private Grid(Side side, GridPlan.Shape shape, int workers, RandomGenerator random) {
        ports = PortBlock.take(InetAddress.getLoopbackAddress(), random);
        try {
            var plan = new GridPlan(side, shape, workers, ports.base());
            for (int i = 0; i < shape.started; i++) {
                others.add(GridProcess.start(plan, i));
            }
            engine = side.grid(plan, plan.driver());
            others.forEach(GridProcess::awaitReady);
        } catch (RuntimeException e) {
            closeOthers();
            throw e;
        }
    }

    /// Starts the processes; returns when all of them are part of the grid.
    static Grid start(Side side, GridPlan.Shape shape, int workers) {
        return new Grid(
                side,
                shape,
                workers,
                new SplittableRandom(ProcessHandle.current().pid()));
    }

    /// This process's part.
    GridEngine engine() {
        return engine;
    }

    /// One of the others, by its number.
    GridProcess process(int number) {
        return others.get(number);
    }

    private void closeOthers() {
        others.forEach(GridProcess::close);
        ports.close();
    }

    /// Ends the others first: how they leave is not measured, and this one has nobody to hand over to.
    @Override
    public void close() {
        closeOthers();
        engine.close();
    }
}
