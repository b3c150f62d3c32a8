package dev.understudy.benchmarks;

import java.util.List;

/// How long entities are away when a process is lost on which some of them live. That process is the first one of
/// the cluster, which also coordinates it.
final class FailoverSuite {
    private static final int ENTITIES = 1000;

    static final List<Workload> ALL = List.of(
            of("kill", "kill -9 to every one of 1,000 entities having answered again", GridProcess::kill),
            of("freeze", "SIGSTOP to every one of 1,000 entities having answered again", GridProcess::freeze));

    private FailoverSuite() {}

    /// What is done to a process.
    @FunctionalInterface
    private interface Fault {
        void strike(GridProcess victim) throws InterruptedException;
    }

    private static Workload of(String name, String summary, Fault fault) {
        return new Workload(
                "failover." + name,
                "ms",
                summary,
                false,
                RemoteSuite.HEAP,
                List.of(Side.values()),
                List.of(Side.PEKKO_DEFAULT), // about a minute each
                (side, workers) -> {
                    try (var grid = Grid.start(side, GridPlan.Shape.TRIO_AND_CLIENT, workers)) {
                        ShardingSuite.touch(grid.engine(), ENTITIES);
                        return new Outage(grid.engine(), ENTITIES).measure(() -> fault.strike(grid.process(0)));
                    }
                });
    }
}
