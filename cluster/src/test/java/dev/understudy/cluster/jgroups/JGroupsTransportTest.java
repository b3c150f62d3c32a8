package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Discovery;
import dev.understudy.cluster.HostPort;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.TransportConfig;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Real JGroups over the loopback device, several nodes in one JVM.
class JGroupsTransportTest {
    private final List<JGroupsTransport> started = new ArrayList<>();

    @AfterEach
    void closeAll() {
        started.forEach(JGroupsTransport::close);
    }

    @Test
    void threeNodesStartedAtOnceFormOneView() {
        List<Node> nodes = start(3);

        for (Node node : nodes) {
            node.awaitMembers(3);
            assertThat(node.transport.view().members())
                    .extracting(Member::name)
                    .containsExactlyInAnyOrder("node-0", "node-1", "node-2");
        }
        assertThat(nodes.stream().map(node -> node.transport.view().members()).distinct())
                .hasSize(1);
    }

    @Test
    void framesArriveInOrderOnBothChannels() {
        List<Node> nodes = start(2);
        nodes.forEach(node -> node.awaitMembers(2));
        Node sender = nodes.get(0);
        Node receiver = nodes.get(1);
        int howMany = 2_000;

        for (int i = 0; i < howMany; i++) {
            for (ChannelKind channel : ChannelKind.values()) {
                sender.sendPatiently(receiver, channel, number(i));
            }
        }

        receiver.recorder.await("all frames", () -> receiver.recorder.frames().size() == 2 * howMany);
        for (ChannelKind channel : ChannelKind.values()) {
            assertThat(receiver.recorder.frames().stream()
                            .filter(frame -> frame.channel() == channel)
                            .map(frame -> frame.payload().getInt(0)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, howMany).boxed().toList());
        }
    }

    private static ByteBuffer number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, value);
    }

    private List<Node> start(int howMany) {
        List<Integer> ports = FreePorts.find(howMany);
        var discovery = new Discovery.TcpPing(
                ports.stream().map(port -> new HostPort("127.0.0.1", port)).toList());
        List<Node> nodes = IntStream.range(0, howMany)
                .mapToObj(i -> new Node(TransportConfig.named("node-" + i)
                        .withPort(ports.get(i))
                        .withDiscovery(discovery)))
                .toList();
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(
                                () -> node.transport.start(node.recorder),
                                task -> Thread.ofPlatform().start(task)))
                        .toArray(CompletableFuture[]::new))
                .join();
        return nodes;
    }

    private final class Node {
        private final JGroupsTransport transport;
        private final Recorder recorder = new Recorder();

        Node(TransportConfig config) {
            transport = new JGroupsTransport(config, new SecureRandom());
            started.add(transport);
        }

        void awaitMembers(int howMany) {
            recorder.await(
                    howMany + " members", () -> transport.view().members().size() == howMany);
        }

        void sendPatiently(Node to, ChannelKind channel, ByteBuffer bytes) {
            while (transport.send(to.transport.self(), channel, bytes) != SendResult.ACCEPTED) {
                Thread.onSpinWait();
            }
        }
    }
}
