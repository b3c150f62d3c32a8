package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.understudy.drills.HostNetwork.Treatment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A real network of this machine, with one host that is connected to this process.
@Tag("network")
class HostNetworkTest {
    private static final int HOST = 0;

    private HostNetwork network;
    private ServerSocket server;
    private Process client;
    private Socket connection;

    @BeforeEach
    void connect() throws IOException {
        assumeThat(HostNetwork.problem()).isEmpty();
        network = HostNetwork.create(new SplittableRandom());
        network.add(HOST);
        server = new ServerSocket(0, 1, InetAddress.getByName(network.ownAddress()));
        client = startClient();
        connection = server.accept();
    }

    @AfterEach
    void remove() throws IOException {
        if (network != null) {
            connection.close();
            server.close();
            client.destroyForcibly();
            network.remove();
        }
    }

    @Test
    void aResetEndsAConnectionThatStandsIdleAndRefusesTheNext() throws Exception {
        network.filter(HOST, Treatment.RESET, List.of(network.ownAddress()), List.of(network.ownAddress()));

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> connection.getInputStream().read())
                .withMessageContaining("reset");
        assertThat(startClient().waitFor()).isNotZero();
    }

    @Test
    void aHostThatIsTreatedAsBeforeCanConnectAgain() throws IOException {
        network.filter(HOST, Treatment.RESET, List.of(network.ownAddress()), List.of(network.ownAddress()));
        network.unfilter(HOST);

        Process next = startClient();
        try (Socket again = server.accept()) {
            assertThat(again.isConnected()).isTrue();
        } finally {
            next.destroyForcibly();
        }
    }

    @Test
    void packetsOfASlowedHostWaitWhenThereAreTooMany() throws IOException {
        network.slow(HOST, 1_000_000);
        assertThat(network.delayed(HOST)).isZero();

        connection.getOutputStream().write(new byte[100_000]);
        while (network.delayed(HOST) == 0) {
            Thread.onSpinWait();
        }

        network.unslow(HOST);
        assertThat(network.delayed(HOST)).isZero();
    }

    @Test
    void nothingIsLeftOfANetworkThatWasRemovedAndRemovingItAgainDoesNothing() {
        network.remove();
        network.remove();

        assertThat(java.nio.file.Path.of("/run/netns").toFile().list((_, space) -> space.startsWith(network.name())))
                .isEmpty();
    }

    /// A process of the host that connects to this one, and reads.
    private Process startClient() throws IOException {
        List<String> command = new ArrayList<>(network.on(HOST));
        command.addAll(List.of(
                "bash",
                "-c",
                "exec 3<>/dev/tcp/%s/%d && exec cat <&3".formatted(network.ownAddress(), server.getLocalPort())));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
