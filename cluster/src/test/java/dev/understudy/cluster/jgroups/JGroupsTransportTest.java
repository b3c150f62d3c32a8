package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.ClusterNotFormedException;
import dev.understudy.cluster.Discovery;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.FrameTooLargeException;
import dev.understudy.cluster.HostPort;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.ViewChange;
import dev.understudy.cluster.jgroups.Grid.Node;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Real JGroups over the loopback device, several nodes in one JVM.
class JGroupsTransportTest {
    private final Grid grid = new Grid();

    @AfterEach
    void closeAll() {
        grid.close();
    }

    @Test
    void nodesStartedAtOnceFormOneView() {
        List<Node> nodes = grid.start(3);

        assertThat(nodes.getFirst().members())
                .extracting(Member::name)
                .containsExactlyInAnyOrder("node-0", "node-1", "node-2");
        assertThat(nodes.stream().map(Node::members).distinct()).hasSize(1);
    }

    @Test
    void whoLeavesIsSeenLeaving() {
        List<Node> nodes = grid.start(2);
        Node left = nodes.get(1);

        left.transport.close();
        nodes.get(0).awaitMembers(1);

        ViewChange last = nodes.get(0).recorder.changes().getLast();
        assertThat(last.left()).containsExactly(left.self());
        assertThat(nodes.get(0).send(left, ChannelKind.DATA, number(1))).isEqualTo(SendResult.UNKNOWN_MEMBER);
        assertThat(left.send(nodes.get(0), ChannelKind.DATA, number(1))).isEqualTo(SendResult.UNKNOWN_MEMBER);
    }

    @Test
    void whatWasAcceptedBeforeLeavingStillArrives() {
        List<Node> nodes = grid.start(2);
        var slow = new CountDownLatch(1);
        nodes.get(1).recorder.onFrame(_ -> awaitQuietly(slow));
        IntStream.range(0, 100).forEach(i -> nodes.get(0).sendPatiently(nodes.get(1), ChannelKind.DATA, number(i)));

        slow.countDown();
        nodes.get(1).awaitFrames(100);
        nodes.get(0).transport.close();

        assertThat(nodes.get(0).transport.counters().dropped(DropReason.NOT_SENT))
                .isZero();
    }

    @Test
    void framesKeepTheirOrderOnBothChannelsWhateverTheirSize() {
        List<Node> nodes = grid.start(2);
        var random = new Random(3);
        int howMany = 2_000;

        for (int i = 0; i < howMany; i++) {
            int length = random.nextInt(100) == 0 ? random.nextInt(1 << 20) : random.nextInt(2_000);
            ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + length).putInt(0, i);
            nodes.get(0).sendPatiently(nodes.get(1), ChannelKind.DATA, frame);
            nodes.get(0).sendPatiently(nodes.get(1), ChannelKind.CONTROL, number(i));
        }
        nodes.get(1).awaitFrames(2 * howMany);

        List<Integer> inOrder = IntStream.range(0, howMany).boxed().toList();
        assertThat(nodes.get(1).received(ChannelKind.DATA)).isEqualTo(inOrder);
        assertThat(nodes.get(1).received(ChannelKind.CONTROL)).isEqualTo(inOrder);
    }

    @Test
    void aSlowReceiverMakesItsSendersBusyAndNobodyElse() {
        Flow small = Flow.data().withMaxFrameBytes(100_000).withQueue(1 << 20, 10_000);
        List<Node> nodes = grid.start(3, config -> config.withData(small));
        Node sender = nodes.get(0);
        Node slow = nodes.get(1);
        Node quick = nodes.get(2);
        var goOn = new CountDownLatch(1);
        slow.recorder.onFrame(frame -> {
            if (frame.channel() == ChannelKind.DATA) {
                awaitQuietly(goOn);
            }
        });

        int accepted = 0;
        boolean isFull = false;
        while (!isFull) {
            // a full queue says little while its writer still has credit, and may empty it the next moment
            boolean isStalled = sender.transport.counters().data().creditStalls() > 0;
            if (sender.send(slow, ChannelKind.DATA, large(accepted)) == SendResult.ACCEPTED) {
                accepted++;
            } else {
                isFull = isStalled;
            }
        }
        long queued = sender.transport.counters().data().bytesQueued();
        IntStream.range(0, 500).forEach(i -> sender.sendPatiently(quick, ChannelKind.DATA, large(i)));
        sender.sendPatiently(slow, ChannelKind.CONTROL, number(77));
        quick.awaitFrames(500);
        slow.await(
                "the control frame", () -> !slow.received(ChannelKind.CONTROL).isEmpty());
        List<Integer> whileBlocked = slow.received(ChannelKind.DATA);
        goOn.countDown();
        int sent = accepted;
        slow.await("all frames", () -> slow.received(ChannelKind.DATA).size() == sent);

        assertThat(whileBlocked).isEmpty();
        assertThat(queued).isBetween(1L << 19, 1L << 20);
        // its queue, what credit lets be under way, and what the queue had room for while those left
        assertThat(accepted * 20_000L).isLessThan((1 << 20) + 70L * Flow.MAX_BUNDLE_BYTES);
        assertThat(sender.transport.counters().data().busy()).isPositive();
        assertThat(sender.transport.counters().data().creditStalls()).isPositive();
        assertThat(slow.received(ChannelKind.DATA))
                .containsExactlyElementsOf(IntStream.range(0, sent).boxed().toList());
    }

    @Test
    void aFrameBeyondTheLimitIsRefusedToTheSender() {
        List<Node> nodes = grid.start(2);
        var tooLong = ByteBuffer.allocate(Flow.DEFAULT_MAX_DATA_FRAME_BYTES + 1);

        assertThatThrownBy(() -> nodes.get(0).send(nodes.get(1), ChannelKind.DATA, tooLong))
                .isInstanceOf(FrameTooLargeException.class)
                .hasMessageContaining("4,194,305")
                .hasMessageContaining("4,194,304")
                .hasMessageContaining(nodes.get(1).self().toString());
    }

    @Test
    void aMemberCanSendToItself() {
        Node node = grid.start(1).getFirst();

        for (ChannelKind channel : ChannelKind.values()) {
            IntStream.range(0, 100).forEach(i -> node.sendPatiently(node, channel, number(i)));
        }
        node.awaitFrames(200);

        for (ChannelKind channel : ChannelKind.values()) {
            assertThat(node.received(channel))
                    .isEqualTo(IntStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void bothSidesOfAPartitionGoOnAndMerge() throws Exception {
        List<Node> nodes = grid.start(2);
        List<DISCARD> cuts = cut(nodes);

        nodes.forEach(node -> node.awaitMembers(1));
        SendResult across = nodes.get(0).send(nodes.get(1), ChannelKind.DATA, number(1));
        cuts.forEach(cut -> cut.discardAll(false));
        nodes.forEach(node -> node.awaitMembers(2));
        for (ChannelKind channel : ChannelKind.values()) {
            nodes.get(0).sendPatiently(nodes.get(1), channel, number(2));
        }
        nodes.get(1).awaitFrames(2);

        assertThat(across).isEqualTo(SendResult.UNKNOWN_MEMBER);
        for (Node node : nodes) {
            assertThat(node.recorder.changes().getLast().isMerge()).isTrue();
        }
        assertThat(nodes.get(1).received(ChannelKind.DATA)).containsExactly(2);
    }

    @Test
    void twoClustersOnOnePlaceDoNotMix() {
        List<TransportConfig> configs = Grid.configs(2);
        Node here = grid.node(configs.get(0).withCluster("here")).start();

        Node there = grid.node(configs.get(1).withCluster("there")).start();
        here.awaitDropped(DropReason.FOREIGN_CLUSTER);

        assertThat(here.members()).containsExactly(here.self());
        assertThat(there.members()).containsExactly(there.self());
    }

    @Test
    void theGateOpensWithTheExpectedMembersAndSaysWhereItLooked() {
        List<TransportConfig> configs = Grid.configs(2);
        Node first = grid.node(configs.get(0).withExpect(2)).start();

        assertThatThrownBy(() -> first.transport.awaitFormed(Duration.ofMillis(1)))
                .isInstanceOf(ClusterNotFormedException.class)
                .hasMessageContaining("no other member answered")
                .hasMessageContaining("127.0.0.1:" + configs.get(1).port());

        Node second = grid.node(configs.get(1).withExpect(2)).start();

        assertThat(first.transport.awaitFormed(Duration.ofMinutes(1)).dataMembers())
                .isEqualTo(2);
        assertThat(second.transport.awaitFormed(Duration.ofMinutes(1)).dataMembers())
                .isEqualTo(2);
        assertThat(first.recorder.formed()).hasSize(1);
    }

    @Test
    void discoveryByDnsFindsTheOthersOnTheSamePort() {
        int port = FreePorts.find();
        TransportConfig config =
                TransportConfig.named("node-0").withPort(port).withDiscovery(new Discovery.Dns("127.0.0.1,127.0.0.2"));
        grid.node(config).start();

        Node second = grid.node(config.withMemberName("node-1").withBindAddress("127.0.0.2"))
                .start();

        second.awaitMembers(2);
        assertThat(second.members()).extracting(Member::name).containsExactlyInAnyOrder("node-0", "node-1");
    }

    @Test
    void discoveryByMulticastFindsTheOthersWithoutBeingToldOfThem() {
        var discovery = new Discovery.MPing(Discovery.MPing.DEFAULT_GROUP, FreePorts.find());
        List<Node> nodes = Grid.configs(2).stream()
                .map(config -> grid.node(config.withDiscovery(discovery)).start())
                .toList();

        nodes.forEach(node -> node.awaitMembers(2));
        nodes.get(0).sendPatiently(nodes.get(1), ChannelKind.DATA, number(1));
        nodes.get(1).awaitFrames(1);
    }

    @Test
    void nodesThatLookByDifferentMeansFindEachOther() {
        int port = FreePorts.find();
        TransportConfig byDns =
                TransportConfig.named("node-0").withPort(port).withDiscovery(new Discovery.Dns("127.0.0.1,127.0.0.2"));
        TransportConfig byName = TransportConfig.named("client")
                .withPort(FreePorts.find())
                .withDiscovery(new Discovery.TcpPing(List.of(new HostPort("127.0.0.1", port))));
        grid.node(byDns).start();

        Node client = grid.node(byName).start();

        client.awaitMembers(2);
    }

    /// Drops everything that these nodes send or receive, until told otherwise.
    private static List<DISCARD> cut(List<Node> nodes) throws Exception {
        var cuts = new ArrayList<DISCARD>();
        for (Node node : nodes) {
            for (ChannelKind channel : ChannelKind.values()) {
                var cut = new DISCARD().discardAll(true);
                node.transport
                        .channel(channel)
                        .getProtocolStack()
                        .insertProtocol(cut, ProtocolStack.Position.ABOVE, TP.class);
                cuts.add(cut);
            }
        }
        return cuts;
    }

    private static ByteBuffer number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, value);
    }

    private static ByteBuffer large(int value) {
        return ByteBuffer.allocate(20_000).putInt(0, value);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
