package dev.understudy.benchmarks;

import static dev.understudy.benchmarks.LocalEngine.IdleKind.BLOCKING;
import static dev.understudy.benchmarks.LocalEngine.IdleKind.NAMED;
import static dev.understudy.benchmarks.LocalEngine.IdleKind.PLAIN;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What is measured within one JVM. The shapes and sizes are those that others have published figures for.
final class LocalSuite {
    static final int FAN_IN_BURST = 100;
    static final Duration ASK_TIMEOUT = Duration.ofSeconds(30);
    /// How often it is looked whether a parent has lost its last child.
    static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int MILLION = 1_000_000;
    private static final String HEAP = "4g";

    /// All of them, in the order in which they run.
    static final List<Workload> ALL = List.of(
            rate("pingpong", "one pair, one message in flight", engine -> engine.pingPong(1, 1, MILLION)),
            rate(
                    "pingpong-2x100",
                    "two pairs, a hundred messages in flight each",
                    engine -> engine.pingPong(2, 100, 2 * MILLION)),
            rate("counting", "one turn sends five million messages to a counter", e -> e.counting(5 * MILLION)),
            rate("fanin", "eight actors send 500,000 messages each to one", engine -> engine.fanIn(8, 500_000)),
            rate(
                    "forkjoin",
                    "a thread sends 150,000 messages to each of 60 actors",
                    engine -> engine.forkJoin(60, 150_000)),
            rate("ring", "a token passes a hundred actors", engine -> engine.ring(100, 2 * MILLION)),
            rate("big", "120 actors ping random ones, 20,000 times each", engine -> engine.big(120, 20_000)),
            asks("ask-1", "a thread asks and waits", engine -> AskLoop.oneByOne(Rounds.SHORT, engine.asker(), 20_000)),
            asks(
                    "ask-100",
                    "a hundred asks are under way, each answer sends the next",
                    engine -> AskLoop.chains(Rounds.SHORT, engine.asker(), 100, 300_000)),
            all(
                    "spawn-stop",
                    "actors/s",
                    "200,000 actors start, get a message, and stop",
                    true,
                    engine -> Rounds.SHORT.rate(engine.spawnStop(200_000))),
            all(
                    "idle-bytes",
                    "bytes",
                    "heap for each of a million idle actors",
                    false,
                    engine -> Sample.of(Footprint.bytesPerActor(engine, PLAIN, MILLION))
                            .with("blocking", Footprint.bytesPerActor(engine, BLOCKING, MILLION))
                            .with("named", Footprint.bytesPerActor(engine, NAMED, MILLION))),
            alone(
                    "million",
                    "msg/s",
                    "a million actors start and get ten messages each, on a heap of 1 GiB",
                    true,
                    "1g",
                    engine -> Rounds.once(engine.crowd(MILLION, 10))),
            alone(
                    "idle-cpu",
                    "% of a core",
                    "processor time of a system with a thousand actors that has nothing to do, for a minute",
                    false,
                    HEAP,
                    engine -> IdleTime.measure(engine, Duration.ofMinutes(1))));

    private LocalSuite() {}

    /// Takes one sample of an engine.
    @FunctionalInterface
    private interface Measurement {
        Sample take(LocalEngine engine) throws InterruptedException;
    }

    @FunctionalInterface
    private interface Setup {
        Iteration on(LocalEngine engine);
    }

    private static Workload rate(String name, String summary, Setup setup) {
        return all(name, "msg/s", summary, true, engine -> Rounds.SHORT.rate(setup.on(engine)));
    }

    private static Workload asks(String name, String summary, Measurement measurement) {
        return all(name, "asks/s", summary, true, measurement);
    }

    private static Workload all(
            String name, String unit, String summary, boolean moreIsBetter, Measurement measurement) {
        return Workload.ofAll("local." + name, unit, summary, moreIsBetter, HEAP, onEngine(measurement));
    }

    /// One that there is nothing to compare with.
    private static Workload alone(
            String name, String unit, String summary, boolean moreIsBetter, String heap, Measurement measurement) {
        return new Workload(
                "local." + name,
                unit,
                summary,
                moreIsBetter,
                heap,
                List.of(Side.UNDERSTUDY),
                List.of(),
                onEngine(measurement));
    }

    private static Workload.Measurement onEngine(Measurement measurement) {
        return (side, workers) -> {
            try (var engine = side.engine(workers)) {
                return measurement.take(engine);
            }
        };
    }
}
