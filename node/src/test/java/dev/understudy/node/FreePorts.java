package dev.understudy.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Ports for nodes of a test.
final class FreePorts {
    private static final SplittableRandom RANDOM =
            new SplittableRandom(ProcessHandle.current().pid());

    private FreePorts() {}

    /// A port that is free together with those that a node takes beside it. Drawn below those that the kernel hands
    /// out.
    static int next() {
        while (true) {
            int port = RANDOM.nextInt(20_000, 32_000);
            if (IntStream.of(0, 100, 200, 300).allMatch(above -> isFree(port + above))) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
