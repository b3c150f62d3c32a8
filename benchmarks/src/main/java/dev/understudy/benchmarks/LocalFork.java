package dev.understudy.benchmarks;

/// A process that takes one sample of one workload and ends: its last line on stdout is the sample.
final class LocalFork {
    private LocalFork() {}

    /// Takes the name of a workload, a [Side] and a number of workers.
    public static void main(String... args) throws InterruptedException {
        var workload = LocalWorkload.named(args[0]).orElseThrow();
        try (var engine = Side.valueOf(args[1]).engine(Integer.parseInt(args[2]))) {
            System.out.println(Json.line(workload.measurement().take(engine).figures()));
        }
    }
}
