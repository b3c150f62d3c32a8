package dev.understudy.drills;

import dev.understudy.cluster.Certificates;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `scripts/demo`: the main job in one go, on this machine.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a bank of three nodes on this machine, keeps its accounts busy, kills the owner of some of them with",
            "kill -9, and shows how the others take over.",
            "Exit 0: every account answered again. 1: not so. 2: wrong use, or something is missing."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int NODES = 3;
    private static final int ACCOUNTS = 1000;
    private static final int SECONDS = 12;
    private static final long SEED = 7;

    @Option(names = "--json", description = "one JSON object a line on stdout; the last one is the verdict")
    private boolean json;

    private final PrintStream out;
    private final Progress progress;

    DemoCommand(PrintStream out, Progress progress) {
        this.out = out;
        this.progress = progress;
    }

    /// Runs the command and ends the process.
    public static void main(String... args) {
        System.exit(Commands.run(new DemoCommand(System.out, ProgressPrinter.onStderr()), System.err, args));
    }

    @Override
    public Integer call() {
        DrillOptions options =
                new DrillOptions(NODES, ACCOUNTS, SECONDS, LoadPlan.DEFAULT_ASKS_PER_SECOND, SEED, Certificates.SOCKET);
        RunFolder folder = RunFolder.make();
        LocalDrill.Result result =
                new LocalDrill(KillNodes.owner(), new BankWorkload(), options, progress).run(folder.run("demo"));
        if (json) {
            out.println(Json.line(result.verdict()));
        } else {
            result.findings().ifPresent(findings -> out.println(FailoverDrawing.of(findings)));
            out.print(VerdictText.of(result.verdict()));
        }
        if (result.verdict().held()) {
            folder.remove();
            return Commands.OK;
        }
        progress.says("logs and audits are kept in " + folder.path());
        return Commands.NOT_HELD;
    }
}
