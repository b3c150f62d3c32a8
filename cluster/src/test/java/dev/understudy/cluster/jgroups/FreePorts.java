package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.TransportConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Finds ports on the loopback device that nobody listens on, with those above them that a node takes as well.
final class FreePorts {
    /// Below the range from which systems choose ports for outgoing connections, so that none is taken by chance.
    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 31_000;
    private static final int TRIES = 1_000;
    private static final List<Integer> OFFSETS = List.of(
            0,
            TransportConfig.DEFAULT_DATA_PORT_OFFSET,
            TransportConfig.DETECTION_PORT_OFFSET,
            TransportConfig.DEFAULT_DATA_PORT_OFFSET + TransportConfig.DETECTION_PORT_OFFSET);

    private static final RandomGenerator RANDOM = new Random();

    private FreePorts() {}

    /// A port from which on everything that one node needs is free.
    static int find() {
        for (int i = 0; i < TRIES; i++) {
            int port = RANDOM.nextInt(LOWEST, HIGHEST);
            if (OFFSETS.stream().allMatch(offset -> isFree(port + offset))) {
                return port;
            }
        }
        throw new IllegalStateException("no free ports on the loopback device");
    }

    /// As many different ones.
    static List<Integer> find(int howMany) {
        var found = new ArrayList<Integer>();
        while (found.size() < howMany) {
            int port = find();
            if (!found.contains(port)) {
                found.add(port);
            }
        }
        return found;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return refuse(e);
        }
    }

    private static boolean refuse(IOException e) {
        if (e instanceof java.net.BindException) {
            return false;
        }
        throw new UncheckedIOException(e);
    }
}
