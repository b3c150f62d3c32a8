package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Detection;
import dev.understudy.cluster.Discovery;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.HostPort;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.TransportConfig;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Nodes with real transports on the loopback device of this JVM. Closing it closes them all.
final class Grid implements AutoCloseable {
    /// Sooner than in production, so that tests which wait for it are short.
    private static final Detection DETECTION = Detection.standard().withHeartbeatTimeout(Duration.ofSeconds(1));

    private final List<Node> nodes = new ArrayList<>();

    /// Starts so many nodes at once that know of each other.
    List<Node> start(int howMany) {
        return start(howMany, config -> config);
    }

    /// Likewise, each with that done to its configuration.
    List<Node> start(int howMany, UnaryOperator<TransportConfig> adjust) {
        List<Node> made = configs(howMany).stream()
                .map(config -> node(adjust.apply(config)))
                .toList();
        CompletableFuture.allOf(made.stream()
                        .map(node -> CompletableFuture.runAsync(
                                node::start, task -> Thread.ofPlatform().start(task)))
                        .toArray(CompletableFuture[]::new))
                .join();
        made.forEach(node -> node.awaitMembers(howMany));
        return made;
    }

    /// Configurations of so many nodes that know of each other.
    static List<TransportConfig> configs(int howMany) {
        List<Integer> ports = FreePorts.find(howMany);
        var discovery = new Discovery.TcpPing(
                ports.stream().map(port -> new HostPort("127.0.0.1", port)).toList());
        return IntStream.range(0, howMany)
                .mapToObj(i -> TransportConfig.named("node-" + i)
                        .withPort(ports.get(i))
                        .withDiscovery(discovery)
                        .withDetection(DETECTION))
                .toList();
    }

    /// A node that is not started yet.
    Node node(TransportConfig config) {
        var node = new Node(config);
        nodes.add(node);
        return node;
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.transport.close());
    }

    static final class Node {
        final JGroupsTransport transport;
        final Recorder recorder = new Recorder();

        Node(TransportConfig config) {
            transport = new JGroupsTransport(config, new SecureRandom());
        }

        Node start() {
            transport.start(recorder);
            return this;
        }

        Member self() {
            return transport.self();
        }

        List<Member> members() {
            return transport.view().members();
        }

        void awaitMembers(int howMany) {
            await("a view of " + howMany, () -> members().size() == howMany);
        }

        void awaitFrames(int howMany) {
            await(howMany + " frames", () -> recorder.frames().size() == howMany);
        }

        void awaitDropped(DropReason reason) {
            await("something dropped as " + reason, () -> transport.counters().dropped(reason) > 0);
        }

        void await(String what, BooleanSupplier condition) {
            recorder.await(what, condition, this::describe);
        }

        private String describe() {
            return "%s sees %s and %s, has counted %s"
                    .formatted(
                            self(),
                            transport.channel(ChannelKind.CONTROL).getView(),
                            transport.channel(ChannelKind.DATA).getView(),
                            transport.counters());
        }

        SendResult send(Node to, ChannelKind channel, ByteBuffer bytes) {
            return transport.send(to.self(), channel, bytes);
        }

        /// Sends, and again while it is told `BUSY`.
        void sendPatiently(Node to, ChannelKind channel, ByteBuffer bytes) {
            SendResult result = send(to, channel, bytes);
            while (result == SendResult.BUSY) {
                LockSupport.parkNanos(100_000);
                result = send(to, channel, bytes);
            }
            if (result != SendResult.ACCEPTED) {
                throw new AssertionError("sending to " + to.self() + ": " + result);
            }
        }

        /// The numbers at the beginning of all frames of a channel that have arrived.
        List<Integer> received(ChannelKind channel) {
            return recorder.frames().stream()
                    .filter(frame -> frame.channel() == channel)
                    .map(frame -> frame.payload().getInt(0))
                    .toList();
        }
    }
}
