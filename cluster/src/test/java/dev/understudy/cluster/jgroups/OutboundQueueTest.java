package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.Flow;
import dev.understudy.cluster.jgroups.OutboundQueue.Bundle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundQueueTest {
    private static final int BUNDLE = 1_000;
    private static final Flow FLOW = new Flow(BUNDLE, 64, 16, 20_000, 100, 5_000);

    private final OutboundQueue queue = new OutboundQueue(FLOW);

    @Test
    void smallFramesShareABundleUntilItIsTaken() {
        queue.offer(frame(10));
        queue.offer(frame(20));
        Bundle first = queue.poll();
        queue.offer(frame(30));
        Bundle second = queue.poll();

        assertThat(first).extracting(Bundle::frames, Bundle::payload).containsExactly(2, 30);
        assertThat(second).extracting(Bundle::frames, Bundle::payload).containsExactly(1, 30);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void noBundleIsLongerThanItMayBe() {
        for (int i = 0; i < 50; i++) {
            queue.offer(frame(100));
        }

        List<Bundle> bundles = drain();

        assertThat(bundles).allMatch(bundle -> bundle.length() <= BUNDLE);
        assertThat(bundles).hasSize(6);
    }

    @Test
    void aLongFrameIsCutIntoPiecesOfTheSameSize() {
        queue.offer(frame(2_500));

        List<Bundle> pieces = drain();

        assertThat(pieces).extracting(Bundle::payload).containsExactly(979, 979, 542);
        assertThat(pieces).extracting(Bundle::frames).containsExactly(0, 0, 1);
    }

    @Test
    void theLongestFrameThatFitsIsNotCut() {
        int longest = BUNDLE - Wire.BUNDLE_HEADER - 2;

        queue.offer(frame(longest));
        queue.offer(frame(longest + 1));

        assertThat(drain()).extracting(Bundle::frames).containsExactly(1, 0, 1);
    }

    @Test
    void beyondItsBytesItTakesNothingAndKeepsNothingOfIt() {
        for (int i = 0; i < 4; i++) {
            assertThat(queue.offer(frame(4_900))).isTrue();
        }

        assertThat(queue.offer(frame(401))).isFalse();
        assertThat(queue.queuedBytes()).isEqualTo(4 * 4_900);
        assertThat(queue.offer(frame(400))).isTrue();
    }

    @Test
    void beyondItsFramesItTakesNothing() {
        for (int i = 0; i < FLOW.queueFrames(); i++) {
            assertThat(queue.offer(frame(0))).isTrue();
        }

        assertThat(queue.offer(frame(0))).isFalse();
        queue.poll();
        assertThat(queue.offer(frame(0))).isTrue();
    }

    @Test
    void clearingTellsHowManyFramesWereLost() {
        queue.offer(frame(1));
        queue.offer(frame(2_500));

        assertThat(queue.clear()).isEqualTo(2);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.queuedBytes()).isZero();
    }

    @Test
    void theCallersBufferIsLeftAsItWas() {
        ByteBuffer frame = ByteBuffer.allocate(5_000).position(3).limit(2_000);

        queue.offer(frame);

        assertThat(frame.position()).isEqualTo(3);
        assertThat(frame.limit()).isEqualTo(2_000);
    }

    /// Whatever goes in comes out of the other side's reader, whole and in order.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void framesOfAnyLengthSurviveTheWay(long seed) throws Exception {
        var random = new Random(seed);
        var sent = new ArrayList<ByteBuffer>();
        var received = new ArrayList<ByteBuffer>();
        var reassembly = new Reassembly(FLOW.maxFrameBytes());
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(5_001) : random.nextInt(300)];
            random.nextBytes(bytes);
            while (!queue.offer(ByteBuffer.wrap(bytes))) {
                read(next(), reassembly, received);
            }
            sent.add(ByteBuffer.wrap(bytes));
            if (random.nextBoolean() && !queue.isEmpty()) {
                read(next(), reassembly, received);
            }
        }
        for (Bundle bundle : drain()) {
            read(bundle, reassembly, received);
        }

        assertThat(received).isEqualTo(sent);
        assertThat(queue.queuedBytes()).isZero();
        assertThat(queue.queuedFrames()).isZero();
    }

    private static void read(Bundle bundle, Reassembly reassembly, List<ByteBuffer> into) throws Exception {
        ByteBuffer in = ByteBuffer.wrap(bundle.bytes(), 0, bundle.length());
        if (in.get(0) == Wire.PIECE) {
            ByteBuffer frame = reassembly.add(in);
            if (frame != null) {
                into.add(frame);
            }
            return;
        }
        in.position(Wire.BUNDLE_HEADER);
        while (in.hasRemaining()) {
            int length = Wire.readLength(in);
            into.add(in.slice(in.position(), length));
            in.position(in.position() + length);
        }
    }

    private Bundle next() {
        return Objects.requireNonNull(queue.poll());
    }

    private List<Bundle> drain() {
        var bundles = new ArrayList<Bundle>();
        for (Bundle bundle = queue.poll(); bundle != null; bundle = queue.poll()) {
            bundles.add(bundle);
        }
        return bundles;
    }

    private static ByteBuffer frame(int length) {
        return ByteBuffer.allocate(length);
    }
}
