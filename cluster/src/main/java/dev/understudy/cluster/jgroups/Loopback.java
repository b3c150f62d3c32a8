package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.Frame;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.TransportListener;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/// The short way from a member to itself: same threads, same order, same bounds as for frames of others, no
/// network. Thread-safe.
final class Loopback {
    private final Member self;
    private final TransportListener listener;
    private final Way control;
    private final Way data;

    Loopback(
            Member self,
            TransportListener listener,
            ExecutorService dataReader,
            ExecutorService controlLoop,
            TransportConfig config) {
        this.self = self;
        this.listener = listener;
        control = new Way(controlLoop, config.control());
        data = new Way(dataReader, config.data());
    }

    SendResult send(ChannelKind channel, ByteBuffer bytes) {
        Way way = switch (channel) {
            case CONTROL -> control;
            case DATA -> data;
        };
        return way.send(channel, bytes) ? SendResult.ACCEPTED : SendResult.BUSY;
    }

    void close() {
        data.reader.shutdown();
    }

    private final class Way {
        private final ExecutorService reader;
        private final Flow flow;
        private final AtomicInteger bytesQueued = new AtomicInteger();
        private final AtomicInteger framesQueued = new AtomicInteger();

        Way(ExecutorService reader, Flow flow) {
            this.reader = reader;
            this.flow = flow;
        }

        boolean send(ChannelKind channel, ByteBuffer bytes) {
            int length = bytes.remaining();
            int bytesNow = bytesQueued.addAndGet(length);
            int framesNow = framesQueued.incrementAndGet();
            if (bytesNow > flow.queueBytes() || framesNow > flow.queueFrames()) {
                release(length);
                return false;
            }
            ByteBuffer copy = ByteBuffer.allocate(length).put(bytes.duplicate()).flip();
            reader.execute(() -> {
                release(length);
                Delivery.deliver(listener, new Frame(self, channel, copy));
            });
            return true;
        }

        private void release(int length) {
            bytesQueued.addAndGet(-length);
            framesQueued.decrementAndGet();
        }
    }
}
