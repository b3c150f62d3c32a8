package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import dev.understudy.cluster.ClusterException;
import dev.understudy.cluster.ClusterStartException;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.InvalidStackException;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.MemberNameTakenException;
import dev.understudy.cluster.PortTakenException;
import dev.understudy.cluster.Stack;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.jgroups.Grid.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a node says when it is set up wrongly, and what it bears from strangers.
class BadInputTest {
    private final Grid grid = new Grid();

    @TempDir
    private Path folder;

    @AfterEach
    void closeAll() {
        grid.close();
    }

    @ParameterizedTest(name = "{0} above the port")
    @ValueSource(ints = {0, 100, 200, 300})
    void aTakenPortIsNamed(int offset) throws IOException {
        TransportConfig config = Grid.configs(1).getFirst();
        int taken = config.port() + offset;

        try (var squatter = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
            assertThat(squatter.isBound()).isTrue();
            assertThatThrownBy(() -> grid.node(config).start())
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("127.0.0.1:" + taken)
                    .hasMessageContaining("set the port");
        }
    }

    @Test
    void aNodeThatCouldNotStartLeavesItsPortsFree() throws IOException {
        TransportConfig config = Grid.configs(1).getFirst();
        try (var squatter = new ServerSocket(config.dataPort(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(squatter.isBound()).isTrue();
            assertThatThrownBy(() -> grid.node(config).start()).isInstanceOf(PortTakenException.class);
        }

        assertThat(grid.node(config).start().members()).hasSize(1);
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        TransportConfig config = Grid.configs(1).getFirst().withBindAddress("192.0.2.1");

        assertThatThrownBy(() -> grid.node(config).start())
                .isInstanceOf(ClusterStartException.class)
                .hasMessageContaining("192.0.2.1");
    }

    @Test
    void twoNodesOfOneNameAreNamedBoth() {
        List<TransportConfig> configs = Grid.configs(2);
        Node first = grid.node(configs.get(0)).start();
        Node second = grid.node(configs.get(1).withMemberName("node-0"));

        List<ClusterException> refusals = new ArrayList<>();
        try {
            second.start();
            // they did not see each other in time, and merge: JGroups decides which of the two is the older
            second.await("a refusal", () -> !refusals(first, second).isEmpty());
            refusals.addAll(refusals(first, second));
        } catch (MemberNameTakenException e) {
            refusals.add(e);
        }

        assertThat(refusals)
                .singleElement(as(THROWABLE))
                .isInstanceOf(MemberNameTakenException.class)
                .hasMessageContaining(first.self().toString())
                .hasMessageContaining(first.self().endpoint())
                .hasMessageContaining(second.self().endpoint());
        assertThat(first.members()).containsExactly(first.self());
    }

    private static List<ClusterException> refusals(Node first, Node second) {
        return Stream.of(first, second)
                .flatMap(node -> node.recorder.rejections().stream())
                .toList();
    }

    @Test
    void aMissingStackFileIsNamed() {
        Path file = folder.resolve("nowhere.xml");

        assertInvalid(file, "nowhere.xml");
    }

    @Test
    void aStackFileThatIsNoXmlIsNamed() throws IOException {
        assertInvalid(Files.writeString(folder.resolve("broken.xml"), "<config><TCP"), "broken.xml");
    }

    @Test
    void aStackFileWithAnUnknownProtocolSaysWhich() throws IOException {
        Path file = Files.writeString(
                folder.resolve("odd.xml"), "<config xmlns=\"urn:org:jgroups\"><TCP_NOT_ANY bind_port=\"1\"/></config>");

        assertInvalid(file, "TCP_NOT_ANY");
    }

    @Test
    void aStackFileOfOnesOwnIsUsedForBothChannels() throws IOException {
        List<Integer> ports = FreePorts.find(2);
        String hosts = "127.0.0.1[%d],127.0.0.1[%d]".formatted(ports.get(0), ports.get(1));
        for (int i = 0; i < 2; i++) {
            Path file = Files.writeString(folder.resolve("own-" + i + ".xml"), """
                    <config xmlns="urn:org:jgroups">
                      <TCP bind_addr="127.0.0.1" bind_port="%d" port_range="0" tcp_nodelay="true"
                           use_virtual_threads="false"/>
                      <TCPPING initial_hosts="%s" port_range="0"/>
                      <MERGE3 min_interval="500" max_interval="1000"/>
                      <FD_ALL3 timeout="2000" interval="400"/>
                      <VERIFY_SUSPECT2 timeout="100"/>
                      <NAKACK4 use_mcast_xmit="false" capacity="8192"/>
                      <UNICAST4 capacity="256"/>
                      <pbcast.GMS join_timeout="500" print_local_addr="false"/>
                      <FRAG2 frag_size="60000"/>
                    </config>
                    """.formatted(ports.get(i), hosts));
            grid.node(TransportConfig.named("node-" + i).withStack(new Stack.Xml(file.toString())))
                    .start()
                    .awaitMembers(i + 1);
        }
    }

    @ParameterizedTest(name = "{0} above the port")
    @ValueSource(ints = {0, 100, 200, 300})
    void garbageOnAnyPortIsCountedAndHarmsNobody(int offset) throws IOException {
        TransportConfig config = Grid.configs(1).getFirst();
        Node node = grid.node(config).start();

        knock(config.port() + offset, "GET / HTTP/1.1\r\nHost: understudy\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        node.awaitDropped(DropReason.GARBAGE);
        assertThat(node.members()).hasSize(1);
    }

    @Test
    void aJGroupsOfAnotherVersionIsCounted() throws IOException {
        TransportConfig config = Grid.configs(1).getFirst();
        Node node = grid.node(config).start();
        // what JGroups 4.0 says first: its cookie, its version, the length and the bytes of its address
        byte[] greeting = ByteBuffer.allocate(15)
                .put("bela".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) (4 << 11))
                .putShort((short) 7)
                .put((byte) 4)
                .put(new byte[] {127, 0, 0, 1})
                .putShort((short) 7800)
                .array();

        knock(config.port(), greeting);

        node.awaitDropped(DropReason.VERSION_MISMATCH);
    }

    @Test
    void aLengthOfTwoGigabytesIsNotBelieved() throws IOException {
        TransportConfig config = Grid.configs(1).getFirst();
        Node node = grid.node(config).start();
        byte[] greeting = ByteBuffer.allocate(19)
                .put("bela".getBytes(StandardCharsets.US_ASCII))
                .putShort(org.jgroups.Version.version)
                .putShort((short) 7)
                .put((byte) 4)
                .put(new byte[] {127, 0, 0, 1})
                .putShort((short) 1)
                .putInt(Integer.MAX_VALUE)
                .array();

        knock(config.port(), greeting);

        node.awaitDropped(DropReason.GARBAGE);
    }

    @Test
    void aTransportStartsOnce() {
        Node node = grid.start(1).getFirst();

        assertThatThrownBy(node::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("once");
    }

    @Test
    void beforeItsStartThereIsNoView() {
        Node node = grid.node(Grid.configs(1).getFirst());

        assertThatThrownBy(node.transport::view).isInstanceOf(IllegalStateException.class);
        assertThat(node.self()).extracting(Member::name).isEqualTo("node-0");
    }

    private void assertInvalid(Path file, String named) {
        TransportConfig config = Grid.configs(1).getFirst().withStack(new Stack.Xml(file.toString()));

        assertThatThrownBy(() -> grid.node(config).start())
                .isInstanceOf(InvalidStackException.class)
                .hasMessageContaining(named);
    }

    private static void knock(int port, byte[] bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }
    }
}
