package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.Certificates;
import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.jgroups.Grid.Node;
import java.util.List;
import org.jgroups.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the sockets of real stacks prove; that processes are gone, only processes can show, see
/// [ProcessFailureIT].
class DeathProofTest {
    private final Grid grid = new Grid();

    @AfterEach
    void closeAll() {
        grid.close();
    }

    @Test
    void aPortThatClosesUnderItsConnectionsIsProof() {
        List<Node> nodes = grid.start(3);
        Node dead = nodes.get(1);

        closeSockets(dead);

        for (Node other : List.of(nodes.get(0), nodes.get(2))) {
            other.await("proof", () -> other.recorder.dead().contains(dead.self()));
            assertThat(other.recorder.suspects()).contains(dead.self());
        }
    }

    @Test
    void whoTrustsProcessesAloneOnlySuspects() {
        List<Node> nodes = grid.start(2, config -> config.withCertificates(Certificates.PROCESS));
        Node other = nodes.get(0);

        closeSockets(nodes.get(1));

        other.await(
                "suspicion",
                () -> other.recorder.suspects().contains(nodes.get(1).self()));
        other.awaitMembers(1);
        assertThat(other.recorder.dead()).isEmpty();
    }

    @Test
    void leavingProvesNothing() {
        List<Node> nodes = grid.start(3);

        nodes.get(1).transport.close();
        nodes.get(0).transport.close();

        nodes.get(2).awaitMembers(1);
        assertThat(nodes.get(0).recorder.dead()).isEmpty();
        assertThat(nodes.get(2).recorder.dead()).isEmpty();
    }

    @Test
    void aConnectionThatIsMadeAnewProvesNothing() {
        List<Node> nodes = grid.start(2);
        Node other = nodes.get(1);

        other.await("suspicion", () -> {
            tcp(nodes.get(0)).clearConnections(false); // if another stands again before anybody looked, none was broken
            return !other.recorder.suspects().isEmpty();
        });
        other.await("another connection", () -> tcp(other).getOpenConnections() > 0);
        assertThat(other.recorder.dead()).isEmpty();
    }

    private static WatchedTcp tcp(Node node) {
        return node.transport.channel(ChannelKind.CONTROL).getProtocolStack().findProtocol(WatchedTcp.class);
    }

    /// As the kernel does when a process dies; nobody says goodbye.
    private static void closeSockets(Node node) {
        node.transport
                .channel(ChannelKind.CONTROL)
                .getProtocolStack()
                .getTransport()
                .down(new Event(Event.DISCONNECT));
    }
}
