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
/// would else apply to what it passes on. A cut is a rule of the receiving host that drops what comes from the
/// other: as with a broken cable nobody is told, unlike with a dead process.
///
/// Needs root, `ip` (iproute2) and `iptables`. The addresses are those that RFC 2544 keeps for tests of networks.
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
        List<String> missing = Stream.of("ip", "iptables")
                .filter(tool -> TOOLS.stream().noneMatch(folder -> Files.isExecutable(folder.resolve(tool))))
                .toList();
        if (!missing.isEmpty()) {
            return Optional.of("%s missing (Debian: apt-get install iproute2 iptables)"
                    .formatted(missing.size() == 1 ? missing.getFirst() + " is" : "ip and iptables are"));
        }
        return Optional.empty();
    }

    /// Makes a network without hosts.
    ///
    /// @param random draws its name and its addresses
    /// @throws GridException if this machine can't have one
    static HostNetwork create(RandomGenerator random) {
        problem().ifPresent(problem -> {
            throw new GridException("no network of hosts: " + problem);
        });
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
        String inBridge = device + "b";
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
        String device = name + "h" + host;
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

    /// Drops from now on what these hosts send to those. The other way stays open.
    void cut(Collection<Integer> from, Collection<Integer> to) {
        for (int receiver : to) {
            for (int sender : from) {
                inHost(receiver, "iptables", "-w", "-A", "INPUT", "-s", address(sender), "-j", "DROP");
            }
        }
    }

    /// Ends all cuts between these hosts.
    void heal(Collection<Integer> hosts) {
        hosts.forEach(host -> inHost(host, "iptables", "-w", "-F", "INPUT"));
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

    private void inBridge(String... command) {
        inSpace(bridgeSpace(), command);
    }

    private void inHost(int host, String... command) {
        inSpace(space(host), command);
    }

    private static void inSpace(String space, String... command) {
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", space));
        whole.addAll(Arrays.asList(command));
        run(whole.toArray(String[]::new));
    }

    private static void run(String... command) {
        String said = String.join(" ", command);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new GridException("'%s' did not end within %d s".formatted(said, COMMAND_SECONDS));
            }
            if (process.exitValue() != 0) {
                throw new GridException("'%s' ended with %d: %s".formatted(said, process.exitValue(), output));
            }
        } catch (IOException e) {
            throw new GridException("cannot run '%s'".formatted(said), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GridException("interrupted while running '%s'".formatted(said), e);
        }
    }
}
