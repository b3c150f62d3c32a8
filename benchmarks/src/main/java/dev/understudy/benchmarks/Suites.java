package dev.understudy.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All workloads, in the order in which they run.
final class Suites {
    static final List<Workload> ALL = Stream.of(LocalSuite.ALL, RemoteSuite.ALL, ShardingSuite.ALL, FailoverSuite.ALL)
            .flatMap(List::stream)
            .toList();

    private Suites() {}

    /// The workload of this name.
    static Optional<Workload> named(String name) {
        return ALL.stream().filter(workload -> workload.name().equals(name)).findFirst();
    }

    /// Those of a suite, or the one of this name; none if nothing is called so.
    static List<Workload> select(String suiteOrName) {
        return ALL.stream()
                .filter(workload ->
                        workload.suite().equals(suiteOrName) || workload.name().equals(suiteOrName))
                .toList();
    }

    /// The names of the suites.
    static List<String> names() {
        return ALL.stream().map(Workload::suite).distinct().toList();
    }
}
