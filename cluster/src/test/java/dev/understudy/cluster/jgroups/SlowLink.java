package dev.understudy.cluster.jgroups;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// Two hosts of their own on this machine, joined by a link that passes so many bits a second each way and no
/// more. Needs root and iproute2. Closing it removes them.
final class SlowLink implements AutoCloseable {
    /// Of those that RFC 2544 keeps for tests of networks. Nothing else is in these namespaces.
    private static final List<String> ADDRESSES = List.of("198.18.0.1", "198.18.0.2");

    private final List<String> spaces;

    /// @param rate as `tc` writes it, such as `1mbit`
    SlowLink(String rate) {
        String name = "us" + UUID.randomUUID().toString().substring(0, 6);
        spaces = List.of(name + "a", name + "b");
        spaces.forEach(space -> run("ip netns add " + space));
        try {
            run("ip link add eth0 netns %s type veth peer name eth0 netns %s".formatted(spaces.get(0), spaces.get(1)));
            for (int host = 0; host < spaces.size(); host++) {
                String inHost = "ip netns exec " + spaces.get(host) + " ";
                run(inHost + "ip address add " + ADDRESSES.get(host) + "/24 dev eth0");
                run(inHost + "ip link set eth0 up");
                run(inHost + "ip link set lo up");
                run(inHost + "tc qdisc add dev eth0 root tbf rate " + rate + " burst 10kb latency 300ms");
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// The addresses of the hosts.
    List<String> addresses() {
        return ADDRESSES;
    }

    /// What to put before a command so that it runs on that host. The process keeps its id.
    String[] on(int host) {
        return new String[] {"ip", "netns", "exec", spaces.get(host)};
    }

    @Override
    public void close() {
        spaces.forEach(space -> run("ip netns delete " + space));
    }

    private static void run(String command) {
        try {
            Process process = new ProcessBuilder(command.split(" ", -1))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("'%s' failed: %s".formatted(command, output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running '%s'".formatted(command), e);
        }
    }
}
