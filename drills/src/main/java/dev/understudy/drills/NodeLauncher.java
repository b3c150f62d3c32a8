package dev.understudy.drills;

import dev.understudy.node.Settings;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Starts the processes of a [LocalGrid]: Java programs of this process's class path, each on its host if the grid
/// has hosts.
final class NodeLauncher {
    private final LocalGridPlan plan;

    NodeLauncher(LocalGridPlan plan) {
        this.plan = plan;
    }

    /// Starts a node, without waiting.
    ///
    /// @param initialHosts where it looks for the others
    NodeProcess launch(NodePlace place, List<String> initialHosts) {
        ProcessBuilder java = new ProcessBuilder(command(place.number(), plan.nodeMain()))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(plan.log(place.files()).toFile()));
        Map<String, String> environment = withoutSettings(java);
        environment.put(Settings.NAME.environmentKey(), place.name());
        environment.put(Settings.CLUSTER.environmentKey(), plan.cluster());
        environment.put(Settings.BIND_ADDRESS.environmentKey(), place.address());
        environment.put(Settings.BIND_PORT.environmentKey(), Integer.toString(place.port()));
        environment.put(Settings.INITIAL_HOSTS.environmentKey(), String.join(",", initialHosts));
        environment.put(Settings.BOOTSTRAP_EXPECT.environmentKey(), Integer.toString(plan.expect()));
        environment.put(Settings.BACKUPS.environmentKey(), Integer.toString(plan.backups()));
        environment.put(Settings.CERTIFICATES.environmentKey(), Guarantees.word(plan.certificates()));
        environment.put(Settings.ADMIN_PORT.environmentKey(), Integer.toString(place.adminPort()));
        if (plan.isAudited()) {
            environment.put(
                    Settings.AUDIT_TURNS.environmentKey(), plan.turns(place).toString());
        }
        return NodeProcess.of(place, start(java, place.name()).toHandle());
    }

    /// Starts a program beside the nodes, which reads from and writes to this process.
    ///
    /// @param host the number of its host
    Process launch(String name, int host, String main, String argument) {
        ProcessBuilder java = new ProcessBuilder(command(host, main, argument))
                .redirectError(Redirect.to(plan.log(name).toFile()));
        withoutSettings(java);
        return start(java, name);
    }

    /// Those of whoever runs this are not meant for the nodes.
    private static Map<String, String> withoutSettings(ProcessBuilder java) {
        Map<String, String> environment = java.environment();
        environment.keySet().removeIf(key -> key.startsWith("UNDERSTUDY_"));
        return environment;
    }

    private static Process start(ProcessBuilder java, String name) {
        try {
            return java.start();
        } catch (IOException e) {
            throw new GridException("cannot start %s: %s".formatted(name, String.join(" ", java.command())), e);
        }
    }

    /// A session of its own keeps the process alive when the terminal that started it goes.
    private List<String> command(int host, String main, String... arguments) {
        Path setsid = Path.of("/usr/bin/setsid");
        Stream<String> session = Files.isExecutable(setsid) ? Stream.of(setsid.toString()) : Stream.of();
        Stream<String> java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // Processes that live for seconds: the optimizing compiler would take the cores from what is measured.
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main);
        HostNetwork network = plan.network();
        Stream<String> space = network == null ? Stream.of() : network.on(host).stream();
        return Stream.of(space, session, java, Stream.of(arguments))
                .flatMap(part -> part)
                .toList();
    }
}
