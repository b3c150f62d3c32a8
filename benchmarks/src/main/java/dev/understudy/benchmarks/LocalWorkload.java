package dev.understudy.benchmarks;

import static dev.understudy.benchmarks.LocalEngine.IdleKind.BLOCKING;
import static dev.understudy.benchmarks.LocalEngine.IdleKind.NAMED;
import static dev.understudy.benchmarks.LocalEngine.IdleKind.PLAIN;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What is measured within one JVM. The shapes and sizes are those that others have published figures for.
///
/// @param name as in `local.pingpong`
/// @param unit what its figure is in
/// @param summary one line for people
/// @param moreIsBetter whether a larger figure is the better one
/// @param heap the largest heap of its processes, as in `4g`
/// @param withPeer whether there is something to compare it with
/// @param measurement takes one sample
record LocalWorkload(
        String name,
        String unit,
        String summary,
        boolean moreIsBetter,
        String heap,
        boolean withPeer,
        Measurement measurement) {
    static final int FAN_IN_BURST = 100;
    static final Duration ASK_TIMEOUT = Duration.ofSeconds(30);
    /// How often it is looked whether a parent has lost its last child.
    static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int MILLION = 1_000_000;
    private static final String HEAP = "4g";

    /// Takes one sample of a side, in a process of its own.
    @FunctionalInterface
    interface Measurement {
        Sample take(LocalEngine engine) throws InterruptedException;
    }

    /// All of them, in the order in which they run.
    static final List<LocalWorkload> ALL = List.of(
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
            asks("ask-1", "a thread asks and waits", engine -> AskLoop.oneByOne(engine.asker(), 20_000)),
            asks(
                    "ask-100",
                    "a hundred asks are under way, each answer sends the next",
                    engine -> AskLoop.chains(engine.asker(), 100, 300_000)),
            new LocalWorkload(
                    "local.spawn-stop",
                    "actors/s",
                    "200,000 actors start, get a message, and stop",
                    true,
                    HEAP,
                    true,
                    engine -> Rounds.rate(engine.spawnStop(200_000))),
            new LocalWorkload(
                    "local.idle-bytes",
                    "bytes",
                    "heap for each of a million idle actors",
                    false,
                    HEAP,
                    true,
                    engine -> Sample.of(Footprint.bytesPerActor(engine, PLAIN, MILLION))
                            .with("blocking", Footprint.bytesPerActor(engine, BLOCKING, MILLION))
                            .with("named", Footprint.bytesPerActor(engine, NAMED, MILLION))),
            new LocalWorkload(
                    "local.million",
                    "msg/s",
                    "a million actors start and get ten messages each, on a heap of 1 GiB",
                    true,
                    "1g",
                    false,
                    engine -> Rounds.once(engine.crowd(MILLION, 10))),
            new LocalWorkload(
                    "local.idle-cpu",
                    "% of a core",
                    "processor time of a system with a thousand actors that has nothing to do, for a minute",
                    false,
                    HEAP,
                    false,
                    engine -> IdleTime.measure(engine, Duration.ofMinutes(1))));

    private static LocalWorkload rate(String name, String summary, Setup setup) {
        return new LocalWorkload(
                "local." + name, "msg/s", summary, true, HEAP, true, engine -> Rounds.rate(setup.on(engine)));
    }

    private static LocalWorkload asks(String name, String summary, Measurement measurement) {
        return new LocalWorkload("local." + name, "asks/s", summary, true, HEAP, true, measurement);
    }

    @FunctionalInterface
    private interface Setup {
        Iteration on(LocalEngine engine);
    }

    /// The workload of this name.
    static Optional<LocalWorkload> named(String name) {
        return ALL.stream().filter(workload -> workload.name.equals(name)).findFirst();
    }
}
