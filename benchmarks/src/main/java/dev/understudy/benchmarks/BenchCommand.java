package dev.understudy.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `scripts/bench`: measures workloads, each sample in a JVM of its own, the sides by turns.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures this library, and with --peer another one beside it: same machine, same JVM, same flags, each",
            "sample in a process of its own, the sides by turns. Nothing else should run meanwhile.",
            "Exit 0: measured. 1: a process failed. 2: wrong use, or something is missing."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILED = 1;

    /// Whom to compare with.
    enum Peer {
        /// Pekko typed, with its stock dispatcher and with a tuned one.
        PEKKO
    }

    @Parameters(paramLabel = "SUITE", arity = "0..1", description = "a suite, or one workload; --list names them")
    private @Nullable String suite;

    @Option(names = "--list", description = "names the workloads and ends")
    private boolean list;

    @Option(names = "--peer", paramLabel = "PEER", description = "measures this one too: ${COMPLETION-CANDIDATES}")
    private @Nullable Peer peer;

    @Option(names = "--runs", paramLabel = "N", description = "processes for each side (default: ${DEFAULT-VALUE})")
    private int runs = 5;

    @Option(names = "--workers", paramLabel = "N", description = "threads of the pools (default: one for each core)")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--heap", paramLabel = "SIZE", description = "largest heap, as in 512m (default: the workload's)")
    private @Nullable String heap;

    @Option(names = "--jvm-flag", paramLabel = "FLAG", description = "one more flag for the JVMs; may be repeated")
    private List<String> flags = List.of();

    @Option(names = "--json", description = "one JSON object a line on stdout, one for each workload")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
    private CommandSpec spec;

    private final PrintStream out;
    private final PrintStream progress;

    BenchCommand(PrintStream out, PrintStream progress) {
        this.out = out;
        this.progress = progress;
    }

    /// Runs the command and ends the process.
    public static void main(String... args) {
        System.exit(line(System.out, System.err).execute(args));
    }

    static CommandLine line(PrintStream out, PrintStream progress) {
        var line = new CommandLine(new BenchCommand(out, progress));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((wrong, _) -> {
            progress.println("bench: " + wrong.getMessage() + " (see --help)");
            return CommandLine.ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((failure, _, _) -> {
            if (failure instanceof ForkException) {
                progress.println("bench: " + failure.getMessage());
                return FAILED;
            }
            throw failure;
        });
        return line;
    }

    @Override
    public Integer call() {
        if (list) {
            Suites.ALL.forEach(this::describe);
            return OK;
        }
        if (runs < 1 || workers < 1) {
            throw misuse("runs (%d) and workers (%d) must be 1 or more".formatted(runs, workers));
        }
        var forks = new Forks(workers, heap, flags);
        for (var workload : workloads()) {
            var result = measure(workload, forks);
            out.println(json ? Json.line(result.json()) : result.text());
            out.flush();
        }
        return OK;
    }

    private void describe(Workload workload) {
        out.println(
                json
                        ? Json.line(Map.of(
                                "workload", workload.name(), "unit", workload.unit(), "summary", workload.summary()))
                        : "%-24s %s".formatted(workload.name(), workload.summary()));
    }

    private List<Workload> workloads() {
        if (suite == null) {
            throw misuse("which suite or workload? There are " + known());
        }
        var selected = Suites.select(suite);
        if (selected.isEmpty()) {
            throw misuse("no suite or workload is named '%s'; there are %s".formatted(suite, known()));
        }
        return selected;
    }

    private static String known() {
        return Stream.concat(Suites.names().stream(), Suites.ALL.stream().map(Workload::name))
                .collect(Collectors.joining(", "));
    }

    private Result measure(Workload workload, Forks forks) {
        var sides = peer == null ? List.of(Side.UNDERSTUDY) : workload.sides();
        Map<Side, List<Sample>> samples = new EnumMap<>(Side.class);
        var load = new ForeignLoad();
        for (int run = 1; run <= runs; run++) {
            for (var side : sides) {
                if (run > workload.runs(side, runs)) {
                    continue;
                }
                var sample = forks.run(workload, side);
                samples.computeIfAbsent(side, _ -> new ArrayList<>()).add(sample);
                progress.printf("%s: run %d of %d, %s %s%n", workload.name(), run, runs, side.key, sample.figures());
            }
        }
        return new Result(workload, samples, forks.flags(workload), load.sinceBegin());
    }

    private ParameterException misuse(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
