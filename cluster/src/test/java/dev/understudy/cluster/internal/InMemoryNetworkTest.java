package dev.understudy.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.cluster.Certificates;
import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.ClusterNotFormedException;
import dev.understudy.cluster.DeathProof;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.Frame;
import dev.understudy.cluster.FrameTooLargeException;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.MemberNameTakenException;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.Transport;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.TransportListener;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewChange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryNetworkTest {
    private final InMemoryNetwork network = new InMemoryNetwork(7);

    @Test
    void thoseWhoJoinSeeEachOtherInTheOrderOfJoining() {
        Node a = join("a");
        Node b = join("b");
        Node c = join("c");

        network.run();

        for (Node node : List.of(a, b, c)) {
            assertThat(node.names()).containsExactly("a", "b", "c");
            assertThat(node.transport.view().coordinator()).isEqualTo(a.transport.self());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void framesKeepTheirOrderWhateverTheDelays(long seed) {
        var random = new InMemoryNetwork(seed);
        random.setDelay(Duration.ofMillis(1), Duration.ofMillis(50));
        Node a = new Node(random, TransportConfig.named("a"));
        Node b = new Node(random, TransportConfig.named("b"));
        random.run();

        IntStream.range(0, 200).forEach(i -> a.send(b, i));
        random.run();

        assertThat(b.received())
                .containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList());
    }

    @Test
    void theSameSeedLosesTheSameFrames() {
        List<List<Integer>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            var lossy = new InMemoryNetwork(11);
            lossy.setLoss(0.3);
            Node a = new Node(lossy, TransportConfig.named("a"));
            Node b = new Node(lossy, TransportConfig.named("b"));
            lossy.run();
            IntStream.range(0, 100).forEach(i -> a.send(b, i));
            lossy.run();
            runs.add(b.received());
        }

        assertThat(runs.getFirst()).isEqualTo(runs.getLast()).hasSizeBetween(50, 90);
    }

    @Test
    void aCrashIsSeenOnlyAfterTheDetectionTime() {
        Node a = join("a");
        join("b");
        network.run();

        network.crash("b");
        network.advance(InMemoryNetwork.DEFAULT_DETECTION.minusMillis(1));
        List<String> before = a.names();
        network.advance(Duration.ofMillis(1));

        assertThat(before).containsExactly("a", "b");
        assertThat(a.names()).containsExactly("a");
        assertThat(a.changes.getLast().left()).extracting(Member::name).containsExactly("b");
    }

    @Test
    void aCrashIsProvenBeforeItIsSeen() {
        Node a = join("a");
        Node b = join("b");
        network.run();

        network.crash("b");
        network.advance(Duration.ZERO);

        assertThat(a.names()).containsExactly("a", "b");
        assertThat(a.suspected).containsExactly(b.transport.self());
        assertThat(a.dead).containsExactly(b.transport.self());
    }

    @Test
    void whoTakesNoProofIsOnlyToldToSuspect() {
        Node a = new Node(network, TransportConfig.named("a").withCertificates(Certificates.NONE));
        Node b = join("b");
        network.run();

        network.crash("b");
        network.run();

        assertThat(a.suspected).containsExactly(b.transport.self());
        assertThat(a.dead).isEmpty();
    }

    @Test
    void whatMayStillRunIsNotProvenDead() {
        Node a = join("a");
        Node b = join("b");
        join("c");
        network.run();

        network.freeze("b");
        network.run();
        network.partition(List.of(Set.of("a"), Set.of("b", "c")));
        network.crash("c");
        network.run();
        network.heal();
        network.run();
        b.transport.close();
        network.run();

        assertThat(a.names()).containsExactly("a");
        assertThat(a.dead).isEmpty();
    }

    @Test
    void aPartitionLeavesTwoViewsAndHealingMergesThem() {
        Node a = join("a");
        Node b = join("b");
        Node c = join("c");
        network.run();

        network.partition(List.of(Set.of("a"), Set.of("b", "c")));
        network.run();
        SendResult across = a.send(b, 1);
        List<String> majority = b.names();
        network.heal();
        network.run();

        assertThat(across).isEqualTo(SendResult.UNKNOWN_MEMBER);
        assertThat(majority).containsExactly("b", "c");
        assertThat(c.names()).containsExactly("a", "b", "c");
        assertThat(a.changes.getLast().isMerge()).isTrue();
        assertThat(c.changes.getLast().isMerge()).isTrue();
    }

    @Test
    void aFrozenNodeHearsLaterWhatItMissed() {
        Node a = join("a");
        Node b = join("b");
        network.run();

        network.freeze("b");
        a.send(b, 1);
        network.run();
        List<Integer> whileFrozen = b.received();
        List<String> withoutIt = a.names();
        network.thaw("b");
        network.run();

        assertThat(whileFrozen).isEmpty();
        assertThat(withoutIt).containsExactly("a");
        assertThat(b.received()).containsExactly(1);
        assertThat(a.names()).containsExactly("a", "b");
    }

    @Test
    void whoWasLeftOutWhileFrozenLosesTheOthersToo() {
        Node a = join("a");
        Node b = join("b");
        network.run();

        network.freeze("b");
        network.run();
        network.thaw("b");
        network.run();

        List<ViewChange> last = b.changes.subList(b.changes.size() - 2, b.changes.size());
        assertThat(last.get(0).left()).containsExactly(a.transport.self());
        assertThat(last.get(1).joined()).containsExactly(a.transport.self());
        assertThat(last.get(1).isMerge()).isTrue();
    }

    @Test
    void whoLostEachOtherInAPartitionLoseEachOtherOnce() {
        Node a = join("a");
        join("b");
        network.run();

        network.partition(List.of(Set.of("a"), Set.of("b")));
        network.run();
        network.heal();
        network.run();

        assertThat(a.changes).filteredOn(change -> !change.left().isEmpty()).hasSize(1);
    }

    @Test
    void whoeverDoesNotReadMakesTheSenderBusy() {
        Node a = new Node(
                network,
                TransportConfig.named("a").withData(Flow.data().withQueue(Flow.DEFAULT_MAX_DATA_FRAME_BYTES, 2)));
        Node b = join("b");
        network.run();

        List<SendResult> results = List.of(a.send(b, 1), a.send(b, 2), a.send(b, 3));
        network.run();

        assertThat(results).containsExactly(SendResult.ACCEPTED, SendResult.ACCEPTED, SendResult.BUSY);
        assertThat(b.received()).containsExactly(1, 2);
        assertThat(a.send(b, 4)).isEqualTo(SendResult.ACCEPTED);
        assertThat(a.transport.counters().data().busy()).isOne();
    }

    @Test
    void aFrameLongerThanTheLimitIsRefused() {
        Node a = join("a");
        Node b = join("b");
        network.run();
        var tooLong = ByteBuffer.allocate(Flow.DEFAULT_MAX_CONTROL_FRAME_BYTES + 1);

        assertThatThrownBy(() -> a.transport.send(b.transport.self(), ChannelKind.CONTROL, tooLong))
                .isInstanceOf(FrameTooLargeException.class)
                .hasMessageContaining("262,145")
                .hasMessageContaining("262,144");
    }

    @Test
    void twoNodesOfOneNameAreRefused() {
        join("a");

        assertThatThrownBy(() -> join("a"))
                .isInstanceOf(MemberNameTakenException.class)
                .hasMessageContaining("'a'");
    }

    @Test
    void theGateOpensWithTheExpectedMembersAndForLateComersAtOnce() {
        Node a = new Node(network, TransportConfig.named("a").withExpect(2));
        network.run();
        List<View> alone = List.copyOf(a.formed);
        Node b = new Node(network, TransportConfig.named("b").withExpect(2));
        network.run();
        network.crash("b");
        network.run();
        Node c = new Node(network, TransportConfig.named("c").withExpect(3));
        network.run();

        assertThat(alone).isEmpty();
        assertThat(a.formed).hasSize(1);
        assertThat(b.formed).hasSize(1);
        assertThat(c.formed).hasSize(1);
    }

    @Test
    void aGateThatStaysClosedSaysWhoIsMissing() {
        Node a = new Node(network, TransportConfig.named("a").withExpect(3));
        new Node(network, TransportConfig.named("b").withExpect(3));
        network.run();

        assertThatThrownBy(() -> a.transport.awaitFormed(Duration.ofMillis(1)))
                .isInstanceOf(ClusterNotFormedException.class)
                .hasMessageContaining("2 of 3");
    }

    @Test
    void whatIsSentAfterACrashIsCountedAsNotSent() {
        Node a = join("a");
        Node b = join("b");
        network.run();

        network.crash("b");
        SendResult beforeDetection = a.send(b, 1);

        assertThat(beforeDetection).isEqualTo(SendResult.ACCEPTED);
        assertThat(a.transport.counters().dropped(DropReason.NOT_SENT)).isOne();
    }

    @Test
    void deliversByItselfInTheBackground() throws Exception {
        Node a = join("a");
        Node b = join("b");
        var arrived = new CountDownLatch(1);
        b.onFrame = arrived::countDown;

        try (var executor = Executors.newSingleThreadExecutor();
                AutoCloseable _ = network.deliverInBackground(executor)) {
            while (a.send(b, 1) != SendResult.ACCEPTED) {
                Thread.onSpinWait(); // until the view with b is here
            }
            assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Node join(String name) {
        return new Node(network, TransportConfig.named(name));
    }

    private static final class Node implements TransportListener {
        private final Transport transport;
        private final List<Frame> frames = new ArrayList<>();
        private final List<ViewChange> changes = new ArrayList<>();
        private final List<View> formed = new ArrayList<>();
        private final List<Member> suspected = new ArrayList<>();
        private final List<Member> dead = new ArrayList<>();
        private volatile Runnable onFrame = () -> {};

        Node(InMemoryNetwork network, TransportConfig config) {
            transport = network.transport(config);
            transport.start(this);
        }

        SendResult send(Node to, int number) {
            return transport.send(
                    to.transport.self(),
                    ChannelKind.DATA,
                    ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
        }

        List<Integer> received() {
            return frames.stream().map(frame -> frame.payload().getInt(0)).toList();
        }

        List<String> names() {
            return transport.view().members().stream().map(Member::name).toList();
        }

        @Override
        public void viewChanged(ViewChange change) {
            changes.add(change);
        }

        @Override
        public void received(Frame frame) {
            frames.add(frame);
            onFrame.run();
        }

        @Override
        public void suspected(Member member) {
            suspected.add(member);
        }

        @Override
        public void died(Member member, DeathProof proof) {
            dead.add(member);
        }

        @Override
        public void formed(View view) {
            formed.add(view);
        }
    }
}
