package dev.understudy.drills;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `scripts/drill`: runs drills against processes of this machine.
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a failover drill against real processes on this machine, under load, and judges it.",
            "Exit 0: it passed. 1: it did not. 2: wrong use, or something is missing."
        })
final class DrillCommand implements Callable<Integer> {
    /// Seeds that are drawn are short enough to be typed again.
    private static final long MOST_SEED = 0xFFFF_FFL;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "which drill; --list names them")
    private @Nullable String name;

    @Option(names = "--list", description = "names the drills and ends")
    private boolean list;

    @Option(names = "--nodes", paramLabel = "N", description = "nodes of the grid (default: ${DEFAULT-VALUE})")
    private int nodes = 3;

    @Option(names = "--entities", paramLabel = "N", description = "entities to ask (default: ${DEFAULT-VALUE})")
    private int entities = 1000;

    @Option(names = "--seconds", paramLabel = "T", description = "how long the load lasts (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "draws victim, times and load (default: another each time)")
    private @Nullable Long seed;

    @Option(names = "--rate", paramLabel = "N", description = "asks a second to aim at (default: ${DEFAULT-VALUE})")
    private int rate = LoadPlan.DEFAULT_ASKS_PER_SECOND;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "runs so many, with seeds from --seed on (default: ${DEFAULT-VALUE})")
    private int runs = 1;

    @Option(names = "--workload", paramLabel = "NAME", description = "what is asked (default: ${DEFAULT-VALUE})")
    private String workload = "bank";

    @Option(names = "--json", description = "one JSON object a line on stdout; the last one is the verdict")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
    private CommandSpec spec;

    private final PrintStream out;
    private final Progress progress;

    DrillCommand(PrintStream out, Progress progress) {
        this.out = out;
        this.progress = progress;
    }

    /// Runs the command and ends the process.
    public static void main(String... args) {
        System.exit(Commands.run(new DrillCommand(System.out, ProgressPrinter.onStderr()), System.err, args));
    }

    @Override
    public Integer call() {
        if (list) {
            Drills.ALL.forEach(this::describe);
            return Commands.OK;
        }
        Drill drill = drill();
        Workload load = workload();
        List<DrillOptions> options = options(drill);
        RunFolder folder = RunFolder.make();
        boolean allHeld = true;
        for (DrillOptions each : options) {
            Verdict verdict = new LocalDrill(drill, load, each, progress)
                    .run(folder.run(each.seed()))
                    .verdict();
            out.println(json ? Json.line(verdict) : VerdictText.of(verdict));
            allHeld &= verdict.held();
        }
        if (allHeld) {
            folder.remove();
            return Commands.OK;
        }
        progress.says("logs and audits are kept in " + folder.path());
        return Commands.NOT_HELD;
    }

    private void describe(Drill drill) {
        out.println(
                json
                        ? Json.line(Map.of("drill", drill.name(), "summary", drill.summary()))
                        : "%-18s %s".formatted(drill.name(), drill.summary()));
    }

    private Drill drill() {
        String known = Drills.ALL.stream().map(Drill::name).collect(Collectors.joining(", "));
        if (name == null) {
            throw misuse("which drill? There are " + known);
        }
        return Drills.named(name)
                .orElseThrow(() -> misuse("no drill is named '%s'; there are %s".formatted(name, known)));
    }

    private Workload workload() {
        List<Workload> all = ServiceLoader.load(Workload.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return all.stream()
                .filter(candidate -> candidate.name().equals(workload))
                .findFirst()
                .orElseThrow(() -> misuse("no workload is named '%s'; there are %s"
                        .formatted(workload, all.stream().map(Workload::name).collect(Collectors.joining(", ")))));
    }

    private List<DrillOptions> options(Drill drill) {
        if (nodes < drill.leastNodes()) {
            throw misuse("%s needs %d nodes or more, not %d".formatted(drill.name(), drill.leastNodes(), nodes));
        }
        if (runs < 1) {
            throw misuse("runs is %d, must be 1 or more".formatted(runs));
        }
        long first = seed == null ? System.nanoTime() & MOST_SEED : seed;
        try {
            return IntStream.range(0, runs)
                    .mapToObj(run -> new DrillOptions(nodes, entities, seconds, rate, first + run))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw misuse(e.getMessage());
        }
    }

    private ParameterException misuse(@Nullable String what) {
        return new ParameterException(spec.commandLine(), String.valueOf(what));
    }
}
