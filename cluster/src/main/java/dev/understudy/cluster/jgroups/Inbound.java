package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.Frame;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.TransportListener;
import dev.understudy.cluster.internal.Counters;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that comes from one peer on one channel.
///
/// [#arrive] runs on JGroups' threads, which also carry its acknowledgements: it looks at a number, enqueues and
/// returns. The rest happens on the reader: taking bundles apart, delivering frames, and giving credit for what
/// was consumed. A listener that is slow on the data channel therefore holds back this peer's sender and nobody
/// else.
///
/// *Concurrency:* fields without a note belong to the reader.
final class Inbound {
    /// Gives credit back to the peer.
    interface Creditor {
        void consumed(ChannelKind channel, int generation, long bundles);
    }

    /// Twice what a window can have under way, as a peer may have started a new one while we still read the old
    /// one.
    private static final int MAX_PENDING = 2 * 192;

    private static final Logger log = LoggerFactory.getLogger(Inbound.class);

    private final ChannelKind channel;
    private final int grantEvery;
    private final Executor reader;
    private final Creditor creditor;
    private final TransportListener listener;
    private final Counters counters;
    private final AtomicInteger pending = new AtomicInteger();

    /// The generation that frames must carry, 0 for none. Written by the control loop.
    private volatile int accepted;

    /// Whom frames are from. Written by the control loop, before [#accepted].
    private volatile @Nullable Member sender;

    private final Reassembly reassembly;
    private int generation;
    private long next;
    private long granted;

    Inbound(
            ChannelKind channel,
            Flow flow,
            Executor reader,
            Creditor creditor,
            TransportListener listener,
            Counters counters) {
        this.channel = channel;
        this.reader = reader;
        this.creditor = creditor;
        this.listener = listener;
        this.counters = counters;
        grantEvery = flow.grantEvery();
        reassembly = new Reassembly(flow.maxFrameBytes());
    }

    void admit(Member member) {
        sender = member;
    }

    /// From now on accepts frames of that generation and no other; 0 for none.
    void accept(int ofGeneration) {
        accepted = ofGeneration;
    }

    /// Takes a bundle or piece, positioned at its first byte; the bytes are ours from here on.
    void arrive(ByteBuffer message) {
        int least = message.get(message.position()) == Wire.BUNDLE ? Wire.BUNDLE_HEADER : Wire.PIECE_HEADER;
        if (message.remaining() < least) {
            counters.drop(DropReason.MALFORMED, 1);
        } else if (Wire.generation(message) != accepted) {
            counters.drop(DropReason.STALE_GENERATION, 1);
        } else if (pending.incrementAndGet() > MAX_PENDING) {
            pending.decrementAndGet();
            counters.drop(DropReason.OVERRUN, 1);
        } else {
            reader.execute(() -> read(message));
        }
    }

    private void read(ByteBuffer message) {
        pending.decrementAndGet();
        int itsGeneration = Wire.generation(message);
        Member from = sender;
        if (itsGeneration != accepted || from == null) {
            counters.drop(DropReason.STALE_GENERATION, 1);
            return;
        }
        if (itsGeneration != generation) {
            generation = itsGeneration;
            next = 0;
            granted = 0;
            forgetPieces();
        }
        long sequence = Wire.sequence(message);
        if (sequence < next) {
            counters.drop(DropReason.MALFORMED, 1);
            return;
        }
        if (sequence > next) {
            forgetPieces(); // something between was lost with its connection
        }
        next = sequence + 1;
        deliver(from, message);
        if (next - granted >= grantEvery) {
            granted = next;
            creditor.consumed(channel, generation, next);
        }
    }

    private void forgetPieces() {
        if (reassembly.isUnderWay()) {
            reassembly.reset();
            counters.drop(DropReason.INCOMPLETE, 1);
        }
    }

    private void deliver(Member from, ByteBuffer message) {
        counters.of(channel).receivedBundle();
        try {
            if (message.get(message.position()) == Wire.PIECE) {
                ByteBuffer frame = reassembly.add(message);
                if (frame != null) {
                    deliverFrame(from, frame);
                }
            } else {
                forgetPieces();
                ByteBuffer in = message.duplicate();
                in.position(in.position() + Wire.BUNDLE_HEADER);
                while (in.hasRemaining() && accepted == generation) {
                    int length = Wire.readLength(in);
                    deliverFrame(from, in.slice(in.position(), length));
                    in.position(in.position() + length);
                }
            }
        } catch (MalformedException e) {
            counters.drop(DropReason.MALFORMED, 1);
            log.warn("malformed bundle from {} on the {} channel: {}", from, channel, e.getMessage());
        }
    }

    private void deliverFrame(Member from, ByteBuffer payload) {
        counters.of(channel).received(payload.remaining());
        Delivery.deliver(listener, new Frame(from, channel, payload));
    }
}
