package dev.understudy.benchmarks;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `scripts/stress`: runs [StressRun] for as long as one likes.
@Command(
        name = "stress",
        mixinStandardHelpOptions = true,
        description = {
            "Stresses the actor engine: senders of all kinds, receivers that fail all the time. Each message has to"
                    + " arrive",
            "once and in the order of its sender. Runs for hours, if asked to.",
            "Exit 0: it did. 1: it did not. 2: wrong use."
        })
final class StressCommand implements Callable<Integer> {
    private static final int PROGRESS_SECONDS = 5;

    @Option(names = "--seconds", paramLabel = "T", description = "how long (default: ${DEFAULT-VALUE})")
    private int seconds = 30;

    @Option(names = "--seed", paramLabel = "S", description = "draws who fails when (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--workers", paramLabel = "N", description = "threads of the pool (default: one for each core)")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "the verdict as a JSON object on stdout")
    private boolean json;

    private final PrintStream out;
    private final PrintStream progress;

    StressCommand(PrintStream out, PrintStream progress) {
        this.out = out;
        this.progress = progress;
    }

    /// Runs the command and ends the process.
    public static void main(String... args) {
        System.exit(new CommandLine(new StressCommand(System.out, System.err)).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var run = new StressRun(workers, seed)) {
            long begin = System.nanoTime();
            long said = 0;
            String wrong = "";
            long passed = 0;
            while (wrong.isEmpty() && passed < seconds) {
                wrong = run.runRound();
                passed = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
                if (passed - said >= PROGRESS_SECONDS) {
                    said = passed;
                    progress.printf(
                            "%d of %d s, %d messages, %d failures%n", passed, seconds, run.messages(), run.failures());
                }
            }
            say(run, wrong);
            return wrong.isEmpty() ? 0 : 1;
        }
    }

    private void say(StressRun run, String wrong) {
        if (json) {
            Map<String, Object> verdict = new LinkedHashMap<>();
            verdict.put("verdict", wrong.isEmpty() ? "PASS" : "FAIL");
            verdict.put("messages", run.messages());
            verdict.put("failures", run.failures());
            verdict.put("seed", seed);
            verdict.put("wrong", wrong);
            out.println(Json.line(verdict));
        } else {
            out.println((wrong.isEmpty() ? "passed" : "FAILED: " + wrong)
                    + ", %d messages, %d failures of receivers, seed %d"
                            .formatted(run.messages(), run.failures(), seed));
        }
    }
}
