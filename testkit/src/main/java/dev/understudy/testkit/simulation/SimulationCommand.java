package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Rule;
import dev.understudy.sharding.ownership.Rules;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `scripts/sim`: the seeded simulation of the ownership protocol.
///
/// Exit code 0: no violation, no surviving mutant, enough covered. 1: judged, and one of these did not hold. 2:
/// wrong use.
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Simulates the ownership protocol: whole grids in one thread, from a seed, judged after every step.",
        footer = {
            "",
            "A violation prints its seed, the smallest schedule found that shows it, and the trace of that one. The same seed",
            "gives the same run.",
            "",
            "Exit code 0: nothing was violated, no mutant survived and enough was covered; 1: something did not hold;",
            "2: wrong use."
        })
public final class SimulationCommand implements Callable<Integer> {
    private static final long PROGRESS_NANOS = 3_000_000_000L;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command is called.
    private CommandSpec spec;

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds to run; 1000, or none with --mutants.")
    private @Nullable Long seeds;

    @Option(names = "--from", paramLabel = "S", description = "The first seed.", defaultValue = "1")
    private long from;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Only grids of one kind, all of its largest size: five-nodes, nine-nodes or store.")
    private @Nullable Profile profile;

    @Option(names = "--threads", paramLabel = "N", description = "How many; one for each processor without it.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--mutants",
            description = "Takes each rule of the protocol out in turn, and fails if the simulation does not notice.")
    private boolean mutants;

    @Option(
            names = "--exhaustive",
            description = "Visits every state of three small scopes, breadth first, in place of seeds.")
    private boolean exhaustive;

    @Option(names = "--trace", description = "Prints every event of the first seed, and runs no other.")
    private boolean trace;

    @Option(names = "--scenario", paramLabel = "NAME|FILE", description = "Runs one scenario and prints its events.")
    private @Nullable String scenario;

    @Option(names = "--json", description = "JSON on stdout, one object a line.")
    private boolean json;

    private long lastProgress;

    /// Only for picocli and [#main].
    SimulationCommand() {}

    /// Runs the command and leaves with its exit code.
    public static void main(String[] args) {
        var line = new CommandLine(new SimulationCommand());
        line.registerConverter(Profile.class, SimulationCommand::profile);
        line.setParameterExceptionHandler((wrong, _) -> {
            wrong.getCommandLine().getErr().println("sim: " + wrong.getMessage() + "; see scripts/sim --help");
            return 2;
        });
        System.exit(line.execute(args));
    }

    private static Profile profile(String name) {
        return Arrays.stream(Profile.values())
                .filter(one -> one.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandLine.TypeConversionException(
                        "'" + name + "' is none of " + Arrays.toString(Profile.values())));
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (seeds != null && seeds < 0) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--seeds must not be negative: " + seeds);
        }
        if (threads < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--threads must be 1 or more: " + threads);
        }
        if (scenario != null) {
            return traced(scenario(scenario));
        }
        if (trace) {
            return traced(scenarios().apply(from));
        }
        return exhaustive ? searches() : campaign();
    }

    private LongFunction<Scenario> scenarios() {
        return profile == null ? Profile::scenarioOf : profile::largest;
    }

    private int searches() {
        var out = spec.commandLine().getOut();
        boolean held = true;
        for (var scope : Scope.ALL) {
            long started = System.nanoTime();
            var result = new ExhaustiveSearch(scope, Rules.all()).run(Integer.MAX_VALUE);
            double seconds = (System.nanoTime() - started) / 1e9;
            held &= result.complete();
            result.path().forEach(step -> err().println("sim: " + step));
            var violated = result.violation().map(Violation::toString).orElse("none");
            if (json) {
                out.printf(
                        Locale.ROOT,
                        "{\"scope\":\"%s\",\"states\":%d,\"transitions\":%d,\"node_states\":%d,\"complete\":%b,"
                                + "\"violations\":%d,\"ms\":%.0f}%n",
                        scope.name(),
                        result.states(),
                        result.transitions(),
                        result.nodeStates(),
                        result.complete(),
                        result.violation().isPresent() ? 1 : 0,
                        seconds * 1000);
            } else {
                out.printf(
                        "%s: %d states, %d steps between them, %d states of single nodes, in %.0f s; violated: %s%n",
                        scope.name(), result.states(), result.transitions(), result.nodeStates(), seconds, violated);
            }
            out.flush();
        }
        return held ? 0 : 1;
    }

    private Scenario scenario(String name) throws IOException {
        if (ScenarioLibrary.NAMES.contains(name)) {
            return Scenario.parse(ScenarioLibrary.text(name));
        }
        var file = Path.of(name);
        if (!Files.isReadable(file)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "'" + name + "' is neither a readable file nor one of " + ScenarioLibrary.NAMES);
        }
        return Scenario.parse(Files.readString(file));
    }

    private int traced(Scenario toRun) {
        var out = spec.commandLine().getOut();
        var violation = new Simulation(toRun, Rules.all(), out::println).run();
        out.println(violation.map(Violation::toString).orElse("no violation"));
        out.flush();
        return violation.isPresent() ? 1 : 0;
    }

    private int campaign() throws InterruptedException {
        long count = seeds != null ? seeds : mutants ? 0 : 1000;
        long started = System.nanoTime();
        LongConsumer progress = done -> progress(done, count);
        var result = Campaign.run(scenarios(), from, count, threads, progress);
        double seconds = (System.nanoTime() - started) / 1e9;
        for (var found : result.violated()) {
            report(found);
        }
        List<String> below = profile == null ? result.belowFloor() : List.of();
        below.forEach(line -> err().println("sim: too little covered: " + line));
        int survivors = 0;
        if (mutants) {
            for (var rule : Rule.values()) {
                survivors += hunt(rule);
            }
        }
        verdict(result, survivors, seconds);
        return result.violated().isEmpty() && below.isEmpty() && survivors == 0 ? 0 : 1;
    }

    private void verdict(Campaign.Result result, int survivors, double seconds) {
        var out = spec.commandLine().getOut();
        long perSecond = seconds > 0 ? Math.round(result.seeds() / seconds) : 0;
        if (json) {
            out.printf(
                    Locale.ROOT,
                    "{\"seeds\":%d,\"from\":%d,\"violations\":%d,\"coverage\":%s,\"mutants\":%s,\"survivors\":%s,\"seeds_per_s\":%d}%n",
                    result.seeds(),
                    from,
                    result.violated().size(),
                    result.coverage().toJson(),
                    mutants ? Rule.values().length : "null",
                    mutants ? survivors : "null",
                    perSecond);
        } else {
            out.printf(
                    "%d seeds from %d: %d violations, %d a second; %s%n",
                    result.seeds(),
                    from,
                    result.violated().size(),
                    perSecond,
                    result.coverage().toJson());
            if (mutants) {
                out.printf("%d mutants: %d survived%n", Rule.values().length, survivors);
            }
        }
        out.flush();
    }

    private int hunt(Rule rule) {
        var caught = Mutants.hunt(rule);
        var out = spec.commandLine().getOut();
        if (json) {
            out.printf(
                    "{\"mutant\":\"%s\",\"caught\":%b,\"by\":%s,\"invariant\":%s}%n",
                    rule,
                    caught.isPresent(),
                    caught.map(c -> "\"" + c.by() + "\"").orElse("null"),
                    caught.map(c -> "\"" + c.violation().invariant() + "\"").orElse("null"));
        } else {
            out.printf(
                    "without %s: %s%n",
                    rule,
                    caught.map(c -> "caught by " + c.by() + ", " + c.violation())
                            .orElse("SURVIVED"));
        }
        out.flush();
        return caught.isPresent() ? 0 : 1;
    }

    private void report(Campaign.Found found) {
        var err = err();
        err.println("sim: seed " + found.seed() + " violates " + found.violation());
        var shrunk = Shrinker.shrink(
                scenarios().apply(found.seed()), Rules.all(), found.violation().invariant());
        err.println("sim: the smallest schedule found that does so:");
        err.print(shrunk.format());
        err.println("sim: and its trace:");
        new Simulation(shrunk, Rules.all(), err::println).run();
        err.flush();
    }

    private synchronized void progress(long done, long count) {
        long now = System.nanoTime();
        if (now - lastProgress >= PROGRESS_NANOS && done < count) {
            lastProgress = now;
            err().printf("sim: %d of %d seeds%n", done, count);
            err().flush();
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
