package dev.understudy.cluster.jgroups;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.internal.Counters;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundTest {
    private static final Flow FLOW = new Flow(1_000, 8, 4, 100_000, 1_000, 50_000);
    private static final int GENERATION = 3;

    /// One bundle that was handed to JGroups.
    private record Sent(Thread by, List<Integer> frames) {}

    private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    private final AtomicLong now = new AtomicLong();
    private final AtomicBoolean isSending = new AtomicBoolean();
    private final List<Outbound> opened = new ArrayList<>();

    private volatile boolean overlapped;
    private volatile @Nullable Error failure;

    @AfterEach
    void closeAll() {
        opened.forEach(Outbound::close);
    }

    @Test
    void aLoneFrameIsSentByWhoOffersIt() {
        Outbound outbound = open(ChannelKind.DATA);
        pause();

        assertThat(outbound.offer(frame(1))).isTrue();

        assertThat(sent.poll()).isEqualTo(new Sent(Thread.currentThread(), List.of(1)));
    }

    @Test
    void aFrameSoonAfterAnotherIsLeftToTheWriter() throws Exception {
        Outbound outbound = open(ChannelKind.DATA);
        pause();
        outbound.offer(frame(1));
        now.addAndGet(Outbound.LONE_NANOS - 1);
        outbound.offer(frame(2));
        outbound.offer(frame(3));
        sent.take();

        assertLeftToTheWriter(outbound, 2, 3);
    }

    @Test
    void nothingOvertakesWhatWaits() throws Exception {
        Outbound outbound = open(ChannelKind.DATA);
        outbound.offer(frame(1));
        pause();
        outbound.offer(frame(2));

        assertLeftToTheWriter(outbound, 1, 2);
    }

    @Test
    void aPeerThatHasNotReadHalfOfItsCreditHoldsUpTheWriterAlone() throws Exception {
        Outbound outbound = open(ChannelKind.DATA);
        int lones = FLOW.credits() / 2 + 1;
        for (int i = 0; i < lones; i++) {
            pause();
            outbound.offer(frame(i));
        }
        assertThat(sent).hasSize(lones).allMatch(each -> each.by() == Thread.currentThread());
        sent.clear();
        pause();
        outbound.offer(frame(lones));

        assertLeftToTheWriter(outbound, lones);
    }

    @Test
    void framesOfTheControlChannelAreLeftToTheWriter() throws Exception {
        Outbound outbound = open(ChannelKind.CONTROL);
        pause();
        outbound.offer(frame(1));

        assertLeftToTheWriter(outbound, 1);
    }

    @Test
    void anErrorOfAnOfferersSendLeavesTheNextFrameToTheWriter() throws Exception {
        Outbound outbound = open(ChannelKind.DATA);
        pause();
        failure = new StackOverflowError("on purpose");
        assertThatThrownBy(() -> outbound.offer(frame(1))).isSameAs(failure);
        failure = null;
        outbound.offer(frame(2));

        assertLeftToTheWriter(outbound, 2);
    }

    @Test
    void framesLeaveOneByOneAndInOrderWhoeverSendsThem() throws Exception {
        Outbound outbound = open(ChannelKind.DATA);
        Thread writer = Thread.ofPlatform().start(outbound);
        var order = new ArrayList<Integer>();
        var senders = new HashSet<Thread>();
        long bundles = 0;
        int frames = 20_000;
        for (int next = 0; order.size() < frames; ) {
            now.addAndGet(next % 3 == 0 ? Outbound.LONE_NANOS : 1);
            if (next < frames && outbound.offer(frame(next))) {
                next++;
            }
            Sent bundle = next < frames ? sent.poll() : taken();
            if (bundle != null) {
                order.addAll(bundle.frames());
                senders.add(bundle.by());
                outbound.granted(GENERATION, ++bundles);
            }
        }

        assertThat(order).isEqualTo(IntStream.range(0, frames).boxed().toList());
        assertThat(senders).containsExactlyInAnyOrder(writer, Thread.currentThread());
        assertThat(overlapped).isFalse();
    }

    private void assertLeftToTheWriter(Outbound outbound, Integer... frames) throws InterruptedException {
        assertThat(sent).isEmpty();

        Thread writer = Thread.ofPlatform().start(outbound);

        assertThat(taken()).isEqualTo(new Sent(writer, List.of(frames)));
    }

    private Outbound open(ChannelKind channel) {
        var outbound = new Outbound("to b", channel, FLOW, this::send, new Counters(), now::get);
        outbound.open(GENERATION);
        opened.add(outbound);
        return outbound;
    }

    private void pause() {
        now.addAndGet(Outbound.LONE_NANOS);
    }

    private void send(byte[] bytes, int length) {
        if (failure != null) {
            throw failure;
        }
        overlapped |= !isSending.compareAndSet(false, true);
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length).position(Wire.BUNDLE_HEADER);
        var frames = new ArrayList<Integer>();
        while (in.hasRemaining()) {
            in.get(); // how long it is
            frames.add(in.getInt());
        }
        isSending.set(false);
        sent.add(new Sent(Thread.currentThread(), frames));
    }

    private Sent taken() throws InterruptedException {
        return Objects.requireNonNull(sent.poll(10, SECONDS), "nothing was sent");
    }

    private static ByteBuffer frame(int content) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(content).flip();
    }
}
