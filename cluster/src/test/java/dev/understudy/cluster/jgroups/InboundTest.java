package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.Frame;
import dev.understudy.cluster.Members;
import dev.understudy.cluster.TransportListener;
import dev.understudy.cluster.ViewChange;
import dev.understudy.cluster.internal.Counters;
import dev.understudy.cluster.jgroups.OutboundQueue.Bundle;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboundTest implements TransportListener {
    private static final int GENERATION = 7;
    private static final Flow FLOW = new Flow(1_000, 64, 4, 100_000, 1_000, 50_000);

    private final Counters counters = new Counters();
    private final Queue<Runnable> reader = new ArrayDeque<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final List<Long> credit = new ArrayList<>();
    private final Inbound inbound =
            new Inbound(ChannelKind.DATA, FLOW, reader::add, (_, _, bundles) -> credit.add(bundles), this, counters);
    private Runnable onFrame = () -> {};

    @BeforeEach
    void admit() {
        inbound.admit(Members.member(1));
        inbound.accept(GENERATION);
    }

    @Override
    public void received(Frame frame) {
        lengths.add(frame.payload().remaining());
        onFrame.run();
    }

    @Override
    public void viewChanged(ViewChange change) {
        throw new AssertionError("views don't come this way: " + change);
    }

    @Test
    void arrivingOnlyEnqueues() {
        inbound.arrive(bundle(0, 1, 2));

        assertThat(lengths).isEmpty();
        read();
        assertThat(lengths).containsExactly(1, 2);
    }

    @Test
    void creditIsGivenInLotsForWhatWasConsumed() {
        for (int i = 0; i < 9; i++) {
            inbound.arrive(bundle(i, 1));
        }
        assertThat(credit).isEmpty();

        read();

        assertThat(credit).containsExactly(4L, 8L);
    }

    @Test
    void framesOfAnotherGenerationAreDropped() {
        inbound.arrive(bundleOf(GENERATION - 1, 0, 1));
        inbound.arrive(bundleOf(GENERATION + 1, 0, 1));

        read();

        assertThat(lengths).isEmpty();
        assertThat(dropped(DropReason.STALE_GENERATION)).isEqualTo(2);
    }

    @Test
    void whatWaitedWhenTheSenderLeftIsDropped() {
        inbound.arrive(bundle(0, 1));
        inbound.accept(0);

        read();

        assertThat(lengths).isEmpty();
        assertThat(dropped(DropReason.STALE_GENERATION)).isOne();
    }

    @Test
    void theRestOfABundleIsDroppedWhenItsSenderLeavesMeanwhile() {
        onFrame = () -> inbound.accept(0);
        inbound.arrive(bundle(0, 1, 2, 3));

        read();

        assertThat(lengths).containsExactly(1);
    }

    @Test
    void aLongFrameIsPutTogether() {
        sendLong(3_000, Integer.MAX_VALUE);

        assertThat(lengths).containsExactly(3_000);
    }

    @Test
    void aLongFrameThatLacksAPieceIsCountedAndTheNextOneArrives() {
        sendLong(3_000, 1);
        inbound.arrive(bundle(10, 5));
        read();

        assertThat(lengths).containsExactly(5);
        assertThat(dropped(DropReason.INCOMPLETE)).isOne();
    }

    @Test
    void aNewGenerationBeginsItsCountAnew() {
        for (int i = 0; i < 6; i++) {
            inbound.arrive(bundle(i, 1));
        }
        read();
        inbound.accept(GENERATION + 1);
        for (int i = 0; i < 4; i++) {
            inbound.arrive(bundleOf(GENERATION + 1, i, 1));
        }

        read();

        assertThat(credit).containsExactly(4L, 4L);
        assertThat(lengths).hasSize(10);
    }

    @Test
    void whoSendsWithoutCreditIsCutOff() {
        for (int i = 0; i < 500; i++) {
            inbound.arrive(bundle(i, 1));
        }

        assertThat(reader).hasSize(384);
        assertThat(dropped(DropReason.OVERRUN)).isEqualTo(116);
    }

    @Test
    void malformedBundlesAreCountedAndCostNothingElse() {
        ByteBuffer broken = bundle(0, 3);
        broken.put(Wire.BUNDLE_HEADER, (byte) 99);
        inbound.arrive(ByteBuffer.wrap(new byte[] {Wire.BUNDLE}));
        inbound.arrive(broken);
        inbound.arrive(bundle(1, 4));

        read();

        assertThat(lengths).containsExactly(4);
        assertThat(dropped(DropReason.MALFORMED)).isEqualTo(2);
    }

    @Test
    void aListenerThatFailsCostsOnlyItsOwnFrame() {
        onFrame = () -> {
            if (lengths.size() == 1) {
                throw new IllegalStateException("thrown by the test on purpose");
            }
        };
        inbound.arrive(bundle(0, 1, 2));

        read();

        assertThat(lengths).containsExactly(1, 2);
    }

    private void sendLong(int length, int piecesThatArrive) {
        var queue = new OutboundQueue(FLOW);
        queue.offer(ByteBuffer.allocate(length));
        for (int i = 0; !queue.isEmpty(); i++) {
            Bundle piece = Objects.requireNonNull(queue.poll());
            piece.stamp(GENERATION, i);
            if (i < piecesThatArrive) {
                inbound.arrive(ByteBuffer.wrap(piece.bytes(), 0, piece.length()));
            }
        }
        read();
    }

    private static ByteBuffer bundle(long sequence, int... lengths) {
        return bundleOf(GENERATION, sequence, lengths);
    }

    private static ByteBuffer bundleOf(int generation, long sequence, int... lengths) {
        var queue = new OutboundQueue(FLOW);
        for (int length : lengths) {
            queue.offer(ByteBuffer.allocate(length));
        }
        Bundle bundle = Objects.requireNonNull(queue.poll());
        bundle.stamp(generation, sequence);
        return ByteBuffer.wrap(bundle.bytes(), 0, bundle.length());
    }

    private void read() {
        for (Runnable task = reader.poll(); task != null; task = reader.poll()) {
            task.run();
        }
    }

    private long dropped(DropReason reason) {
        return counters.snapshot(0, 0).dropped(reason);
    }
}
