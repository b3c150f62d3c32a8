package dev.understudy.drills;

import static java.time.Duration.ofSeconds;

import dev.understudy.node.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The program of a [FarCaller]: joins as a client and says so, asks from one word on until the next, and says what it
/// has seen, in one line of JSON.
final class FarCallerProcess {
    static final String JOINED = "joined";
    static final String BEGIN = "begin";
    static final String END = "end";

    private static final Duration SWEEP_DEADLINE = ofSeconds(2);
    private static final Duration SWEEP_PATIENCE = ofSeconds(15);

    /// What it is told on its command line.
    ///
    /// @param order what to ask
    /// @param cluster the cluster to join
    /// @param address where to listen
    /// @param port the same
    /// @param initialHosts where to look for the nodes
    /// @param log the file to log in
    record Job(
            FarCaller.Order order, String cluster, String address, int port, List<String> initialHosts, String log) {}

    private FarCallerProcess() {}

    /// Runs the program.
    ///
    /// @param args a [Job] as JSON
    public static void main(String... args) throws IOException {
        Job job = Json.MAPPER.readValue(args[0], Job.class);
        RunFolder.logTo(Path.of(job.log()));
        FarCaller.Order order = job.order();
        Workload workload = Workload.named(order.workload()).orElseThrow();
        BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Node node = workload.declare(Node.named(Links.FAR_CALLER)
                        .cluster(job.cluster())
                        .bind(job.address(), job.port())
                        .initialHosts(job.initialHosts().toArray(String[]::new))
                        .client())
                .start()) {
            Workload.Session session = workload.begin(node, order.entities(), order.seed());
            System.out.println(JOINED);
            if (!BEGIN.equals(words.readLine())) {
                return; // nobody is there any more
            }
            History history = new History();
            LoadPlan plan = new LoadPlan(
                    order.entities(), Set.of(), order.asksPerSecond(), LoadPlan.DEFAULT_DEADLINE, order.seed());
            try (LoadDriver asking = new LoadDriver(session, plan, history)) {
                asking.begin();
                if (!END.equals(words.readLine())) {
                    return;
                }
            }
            int silent = Sweep.over(session, order.entities(), SWEEP_DEADLINE, SWEEP_PATIENCE)
                    .size();
            System.out.println(Json.line(new FarCaller.Report(history.attempts(), silent, session.judge())));
        }
    }
}
