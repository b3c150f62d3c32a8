package dev.understudy.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Finds ports for a node of a test.
public final class FreePorts {
    private static final int CHANNELS = 4;
    private static final int STRIDE = 100;

    private FreePorts() {}

    /// A port that is free together with those that a node takes beside it: 100, 200 and 300 above.
    public static int forNode(RandomGenerator random) {
        while (true) {
            int port = random.nextInt(20_000, 32_000);
            if (IntStream.range(0, CHANNELS).allMatch(channel -> isFree(port + STRIDE * channel))) {
                return port;
            }
        }
    }

    /// So many ports for so many nodes, as arguments of a program.
    public static String[] forNodes(int nodes, RandomGenerator random) {
        var ports = new TreeSet<Integer>();
        while (ports.size() < nodes) {
            int port = forNode(random);
            if (ports.stream().noneMatch(other -> Math.abs(port - other) % STRIDE == 0)) {
                ports.add(port);
            }
        }
        return ports.stream().map(String::valueOf).toArray(String[]::new);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
