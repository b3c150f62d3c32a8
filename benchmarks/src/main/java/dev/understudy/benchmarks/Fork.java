package dev.understudy.benchmarks;

/// A process that takes one sample of one workload and ends: its last line on stdout is the sample.
final class Fork {
    private Fork() {}

    /// Takes the name of a workload, a [Side] and a number of workers.
    public static void main(String... args) throws InterruptedException {
        var workload = Suites.named(args[0]).orElseThrow();
        var sample = workload.measurement().take(Side.valueOf(args[1]), Integer.parseInt(args[2]));
        System.out.println(Json.line(sample.figures()));
    }
}
