package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.jgroups.DeathWatch.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ExaminerTest {
    @Test
    void aPortWhereNothingListensRefuses() throws IOException {
        InetSocketAddress address;
        try (var server = listen()) {
            address = address(server);
        }

        assertThat(Examiner.at(address)).isEqualTo(Answer.REFUSED);
    }

    @Test
    void aPortWhereSomethingListensOpensThoughNobodyAccepts() throws IOException {
        try (var server = listen()) {
            assertThat(Examiner.at(address(server))).isEqualTo(Answer.OPENED);
        }
    }

    /// As of a process that was stopped long ago.
    @Test
    @EnabledOnOs(OS.LINUX)
    void aPortWhoseQueueIsFullSaysNothing() throws IOException {
        List<Socket> queue = new ArrayList<>();
        try (var server = listen()) {
            fill(server, queue);

            assertThat(Examiner.at(address(server))).isEqualTo(Answer.NONE);
        } finally {
            for (Socket socket : queue) {
                socket.close();
            }
        }
    }

    private static void fill(ServerSocket server, List<Socket> queue) throws IOException {
        try {
            while (queue.size() < 100) {
                var socket = new Socket();
                queue.add(socket);
                socket.connect(address(server), 300);
            }
        } catch (SocketTimeoutException _) {
            return; // full
        }
        throw new AssertionError("a queue of 1 took 100 connections");
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static InetSocketAddress address(ServerSocket server) {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }
}
