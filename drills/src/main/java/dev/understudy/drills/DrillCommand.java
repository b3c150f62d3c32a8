package dev.understudy.drills;

import dev.understudy.cluster.Certificates;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private static final String ALL = "all";

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "which drills, or \"all\"; --list names them")
    private List<String> names = List.of();

    @Option(names = "--list", description = "names the drills and ends")
    private boolean list;

    @Option(names = "--nodes", paramLabel = "N", description = "nodes of the grid (default: the drill's own)")
    private @Nullable Integer nodes;

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
            description = "runs each drill so often, with seeds from --seed on (default: ${DEFAULT-VALUE})")
    private int runs = 1;

    @Option(
            names = "--certificates",
            paramLabel = "KIND",
            description = "death certificates that are trusted: none, process, socket (default: the drill's own)")
    private @Nullable Certificates certificates;

    @Option(names = "--workload", paramLabel = "NAME", description = "what is asked (default: the drill's own)")
    private @Nullable String workload;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "writes all runs to a file: a table where it ends in .md, else one JSON object a line")
    private List<Path> reports = List.of();

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

    /// One run that is to be done.
    private record Run(Drill drill, Workload workload, DrillOptions options) {
        String folder() {
            return "%s-%d-%s".formatted(drill.name(), options.seed(), Guarantees.word(options.certificates()));
        }
    }

    @Override
    public Integer call() {
        if (list) {
            out.print(DrillList.text(json));
            return Commands.OK;
        }
        List<Run> planned = drills().stream().flatMap(this::runs).toList();
        if (planned.stream().anyMatch(run -> run.drill().needs().hasLinks())) {
            HostNetwork.require();
        }
        RunFolder folder = RunFolder.make();
        RunReport report = new RunReport(reports);
        boolean allHeld = true;
        for (Run run : planned) {
            Verdict verdict = new LocalDrill(run.drill(), run.workload(), run.options(), progress)
                    .run(folder.run(run.folder()))
                    .verdict();
            out.println(json ? Json.line(verdict) : VerdictText.of(verdict));
            report.add(verdict);
            allHeld &= verdict.held();
            if (verdict.held()) {
                folder.remove(run.folder());
            }
        }
        if (allHeld) {
            folder.remove();
            return Commands.OK;
        }
        progress.says("logs and audits are kept in " + folder.path());
        return Commands.NOT_HELD;
    }

    private List<Drill> drills() {
        String known = Drills.ALL.stream().map(Drill::name).collect(Collectors.joining(", "));
        if (names.isEmpty()) {
            throw misuse("which drill? There are " + known);
        }
        if (names.equals(List.of(ALL))) {
            return Drills.ALL;
        }
        return names.stream()
                .map(name -> Drills.named(name)
                        .orElseThrow(() -> misuse("no drill is named '%s'; there are %s".formatted(name, known))))
                .toList();
    }

    private Workload workload(Drill drill) {
        String wanted = workload == null ? drill.needs().workload() : workload;
        return Workload.named(wanted)
                .orElseThrow(() -> misuse("no workload is named '%s'; there are %s"
                        .formatted(
                                wanted,
                                Workload.all().stream().map(Workload::name).collect(Collectors.joining(", ")))));
    }

    /// The runs of one drill: each seed with each setting of certificates.
    private Stream<Run> runs(Drill drill) {
        Needs needs = drill.needs();
        int number = nodes == null ? needs.nodes() : nodes;
        if (number < needs.leastNodes()) {
            throw misuse("%s needs %d nodes or more, not %d".formatted(drill.name(), needs.leastNodes(), number));
        }
        if (runs < 1) {
            throw misuse("runs is %d, must be 1 or more".formatted(runs));
        }
        long first = seed == null ? Commands.unseeded().nextLong() & MOST_SEED : seed;
        Workload load = workload(drill);
        List<Certificates> settings = certificates == null ? needs.certificates() : List.of(certificates);
        try {
            return IntStream.range(0, runs)
                    .boxed()
                    .flatMap(run -> settings.stream()
                            .map(setting -> new Run(
                                    drill,
                                    load,
                                    new DrillOptions(number, entities, seconds, rate, first + run, setting))))
                    .toList()
                    .stream();
        } catch (IllegalArgumentException e) {
            throw misuse(e.getMessage());
        }
    }

    private ParameterException misuse(@Nullable String what) {
        return Commands.misuse(spec, what);
    }
}
