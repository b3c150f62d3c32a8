package dev.understudy.drills;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// A network of this machine in which every node is a host of its own, so that hosts can be cut off from each other.
/// A value: it can be written down and used by another process later.
///
/// ```text
///   this process        namespace NAME-s         namespace NAME-1
///   NAMEd ------------- [ bridge ] ------------- eth0  198.18.x.3
///   198.18.x.1              |
///                           +------------------- eth0  198.18.x.4  (namespace NAME-2)
/// ```
///
/// The bridge stands in a namespace of its own, since rules of this machine's firewall (a container engine sets some)
/// would else apply to what it passes on. A cut is a rule of one host's own firewall that drops what comes from the
/// other: as with a broken cable nobody is told, unlike with a dead process. All rules of a host come into force at
/// once.
///
/// Needs root, `ip`, `tc` and `ss` (iproute2), and `iptables`. The addresses are those that RFC 2544 keeps for tests of
/// networks.
///
/// @param name what its namespaces and devices begin with; unique on this machine
/// @param subnet the first three numbers of its addresses
record HostNetwork(String name, String subnet) {
    /// The most hosts that it takes.
    static final int MOST_HOSTS = 250;

    /// The address of this process; the hosts come after it.
    private static final int OWN_NUMBER = 1;

    /// How many networks there is room for in 198.18.0.0/15.
    private static final int NETWORKS = 512;

    private static final String MASK = "/24";
    private static final long COMMAND_SECONDS = 30;
    private static final Path SPACES = Path.of("/run/netns");
    private static final List<Path> TOOLS =
            Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin").map(Path::of).toList();

    /// Why this machine can't have one; empty if it can.
    static Optional<String> problem() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("only root may make network hosts");
        }
        List<String> missing = Stream.of("ip", "tc", "ss", "iptables-restore")
                .filter(tool -> TOOLS.stream().noneMatch(folder -> Files.isExecutable(folder.resolve(tool))))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("missing are %s (Debian: apt-get install iproute2 iptables)"
                        .formatted(String.join(", ", missing)));
    }

    /// Fails if this machine can't have one.
    static void require() {
        problem().ifPresent(problem -> {
            throw new GridException("no network of hosts: " + problem);
        });
    }

    /// Makes a network without hosts.
    ///
    /// @param random draws its name and its addresses
    /// @throws GridException if this machine can't have one
    static HostNetwork create(RandomGenerator random) {
        require();
        HostNetwork network = draw(random);
        while (Files.exists(SPACES.resolve(network.bridgeSpace()))) {
            network = draw(random);
        }
        run("ip", "netns", "add", network.bridgeSpace()); // fails if somebody else was faster
        try {
            network.inBridge("ip", "link", "add", "br0", "type", "bridge");
            network.inBridge("ip", "link", "set", "br0", "up");
            network.plug(network.ownDevice());
            run("ip", "address", "add", network.ownAddress() + MASK, "dev", network.ownDevice());
            run("ip", "link", "set", network.ownDevice(), "up");
            return network;
        } catch (GridException e) {
            network.remove();
            throw e;
        }
    }

    private static HostNetwork draw(RandomGenerator random) {
        int number = random.nextInt(NETWORKS);
        return new HostNetwork("us%03x".formatted(number), "198.%d.%d".formatted(18 + number / 256, number % 256));
    }

    /// Makes a pair of devices, one here and one in the bridge.
    private void plug(String device) {
        String inBridge = bridgeDevice(device);
        run("ip", "link", "add", device, "type", "veth", "peer", "name", inBridge);
        run("ip", "link", "set", inBridge, "netns", bridgeSpace());
        inBridge("ip", "link", "set", inBridge, "master", "br0", "up");
    }

    /// Adds a host.
    ///
    /// @param host its number, from 0 on
    void add(int host) {
        if (host < 0 || host >= MOST_HOSTS) {
            throw new IllegalArgumentException("host is %d, must be 0 to %d".formatted(host, MOST_HOSTS - 1));
        }
        String device = hostDevice(host);
        run("ip", "netns", "add", space(host));
        plug(device);
        run("ip", "link", "set", device, "netns", space(host), "name", "eth0");
        inHost(host, "ip", "address", "add", address(host) + MASK, "dev", "eth0");
        inHost(host, "ip", "link", "set", "eth0", "up");
        inHost(host, "ip", "link", "set", "lo", "up");
    }

    /// The address of a host.
    String address(int host) {
        return subnet + "." + (OWN_NUMBER + 1 + host);
    }

    /// The address under which hosts reach this process.
    String ownAddress() {
        return subnet + "." + OWN_NUMBER;
    }

    /// What to put before a command so that it runs on a host. The process keeps its id.
    List<String> on(int host) {
        return List.of("ip", "netns", "exec", space(host));
    }

    /// Treats from now on what these addresses send to a host, and what it sends to those.
    ///
    /// @param incoming where packets come from
    /// @param outgoing where packets go to
    void filter(int host, Treatment treatment, Collection<String> incoming, Collection<String> outgoing) {
        Stream<String> rules = Stream.concat(
                incoming.stream().map(from -> "-A INPUT -s " + from + treatment.rule),
                outgoing.stream().map(to -> "-A OUTPUT -d " + to + treatment.rule));
        restore(host, rules.toList(), "--noflush");
        if (treatment == Treatment.RESET) {
            closeConnections(host, outgoing);
        }
    }

    /// Resets the connections that stand now, both ends of them. The rules alone would do so only with those over which
    /// something is sent.
    private void closeConnections(int host, Collection<String> peers) {
        List<String> command = new ArrayList<>(List.of("ss", "--kill", "--no-header"));
        peers.forEach(peer -> command.addAll(List.of(command.contains("dst") ? "or" : "(", "dst", peer)));
        command.add(")");
        run("", inSpace(space(host), command));
    }

    /// What a host does with packets.
    enum Treatment {
        /// Drops them.
        DROP(" -j DROP"),
        /// Answers as if nobody listened and nobody were connected.
        RESET(" -p tcp ! --tcp-flags RST RST -j REJECT --reject-with tcp-reset");

        private final String rule;

        Treatment(String rule) {
            this.rule = rule;
        }
    }

    /// Lets a host treat all packets alike again.
    void unfilter(int host) {
        restore(host, List.of(":INPUT ACCEPT", ":OUTPUT ACCEPT"));
    }

    private void restore(int host, List<String> rules, String... options) {
        String table = "*filter\n" + String.join("\n", rules) + "\nCOMMIT\n";
        List<String> command = new ArrayList<>(List.of("iptables-restore", "-w"));
        command.addAll(Arrays.asList(options));
        run(table, inSpace(space(host), command));
    }

    /// Limits what a host sends and is sent. What comes faster waits, and is dropped when it has waited for 300 ms.
    void slow(int host, int bitsPerSecond) {
        String[] limit = {"root", "tbf", "rate", bitsPerSecond + "bit", "burst", "10kb", "latency", "300ms"};
        inHost(host, concat(List.of("tc", "qdisc", "add", "dev", "eth0"), limit));
        inBridge(concat(List.of("tc", "qdisc", "add", "dev", bridgeDevice(hostDevice(host))), limit));
    }

    /// How often what a slowed host sends or is sent had to wait.
    long delayed(int host) {
        return overlimits(space(host), "eth0") + overlimits(bridgeSpace(), bridgeDevice(hostDevice(host)));
    }

    private static long overlimits(String space, String device) {
        String statistics = run("", inSpace(space, List.of("tc", "-s", "-j", "qdisc", "show", "dev", device)));
        try {
            return Json.MAPPER.readTree(statistics).path(0).path("overlimits").asLong();
        } catch (IOException e) {
            throw new GridException("tc says of %s in %s: %s".formatted(device, space, statistics), e);
        }
    }

    /// Takes the limit from a host.
    void unslow(int host) {
        inHost(host, "tc", "qdisc", "delete", "dev", "eth0", "root");
        inBridge("tc", "qdisc", "delete", "dev", bridgeDevice(hostDevice(host)), "root");
    }

    /// Removes the network. What still runs on its hosts loses it; removing it again does nothing.
    void remove() {
        spaces().forEach(space -> run("ip", "netns", "delete", space));
        if (Files.exists(Path.of("/sys/class/net", ownDevice()))) {
            run("ip", "link", "delete", ownDevice());
        }
    }

    /// Those of its namespaces that exist.
    private List<String> spaces() {
        if (!Files.isDirectory(SPACES)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(SPACES)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(space -> space.startsWith(name + "-"))
                    .toList();
        } catch (IOException e) {
            throw new GridException("cannot list the namespaces in " + SPACES, e);
        }
    }

    private String bridgeSpace() {
        return name + "-s";
    }

    private String space(int host) {
        return name + "-" + host;
    }

    private String ownDevice() {
        return name + "d";
    }

    private String hostDevice(int host) {
        return name + "h" + host;
    }

    /// The other end of a pair of devices, in the bridge.
    private static String bridgeDevice(String device) {
        return device + "b";
    }

    private void inBridge(String... command) {
        run("", inSpace(bridgeSpace(), List.of(command)));
    }

    private void inHost(int host, String... command) {
        run("", inSpace(space(host), List.of(command)));
    }

    private static List<String> inSpace(String space, List<String> command) {
        return Stream.concat(Stream.of("ip", "netns", "exec", space), command.stream())
                .toList();
    }

    private static String[] concat(List<String> head, String... tail) {
        return Stream.concat(head.stream(), Arrays.stream(tail)).toArray(String[]::new);
    }

    private static void run(String... command) {
        run("", List.of(command));
    }

    /// Runs a command.
    ///
    /// @param input what it reads
    /// @return what it says
    private static String run(String input, List<String> command) {
        String said = String.join(" ", command);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var toCommand = process.outputWriter(StandardCharsets.UTF_8)) {
                toCommand.write(input);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new GridException("'%s' did not end within %d s".formatted(said, COMMAND_SECONDS));
            }
            if (process.exitValue() != 0) {
                throw new GridException("'%s' ended with %d: %s".formatted(said, process.exitValue(), output));
            }
            return output;
        } catch (IOException e) {
            throw new GridException("cannot run '%s'".formatted(said), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GridException("interrupted while running '%s'".formatted(said), e);
        }
    }
}
