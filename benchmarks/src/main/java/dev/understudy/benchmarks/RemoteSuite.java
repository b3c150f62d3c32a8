package dev.understudy.benchmarks;

import dev.understudy.benchmarks.GridEngine.Payload;
import java.util.List;

/// What is measured between two JVMs on the loopback device.
final class RemoteSuite {
    /// Of each process.
    static final String HEAP = "2g";

    private static final int TELLS = 500_000;

    static final List<Workload> ALL = List.of(
            of(
                    "tell-100b",
                    "msg/s",
                    "an actor tells one in another JVM, 100 bytes at a time",
                    engine -> Rounds.LONG.rate(engine.tell(Payload.BYTES_100, TELLS))),
            of(
                    "tell-record",
                    "msg/s",
                    "an actor tells one in another JVM, a small record at a time",
                    engine -> Rounds.LONG.rate(engine.tell(Payload.RECORD, TELLS))),
            of(
                    "ask-1",
                    "asks/s",
                    "an actor in another JVM is asked, each answer sends the next",
                    engine -> AskLoop.chains(Rounds.LONG, engine.echo(), 1, 5_000)),
            of(
                    "ask-256",
                    "asks/s",
                    "256 asks are under way to another JVM, each answer sends the next",
                    engine -> AskLoop.chains(Rounds.LONG, engine.echo(), 256, 200_000)));

    private RemoteSuite() {}

    /// Takes one sample of a grid's engine.
    @FunctionalInterface
    private interface Measurement {
        Sample take(GridEngine engine) throws InterruptedException;
    }

    private static Workload of(String name, String unit, String summary, Measurement measurement) {
        return Workload.ofAll("remote." + name, unit, summary, true, HEAP, (side, workers) -> {
            try (var grid = Grid.start(side, GridPlan.Shape.PAIR, workers)) {
                return measurement.take(grid.engine());
            }
        });
    }
}
