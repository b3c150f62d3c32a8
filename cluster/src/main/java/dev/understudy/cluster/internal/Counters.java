package dev.understudy.cluster.internal;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.TransportCounters;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// What one transport counts. Thread-safe; each figure is exact, all together are not of one moment.
public final class Counters {
    private final Traffic control = new Traffic();
    private final Traffic data = new Traffic();
    private final Map<DropReason, LongAdder> drops = new EnumMap<>(DropReason.class);

    /// All zero.
    public Counters() {
        for (DropReason reason : DropReason.values()) {
            drops.put(reason, new LongAdder());
        }
    }

    /// One channel's figures.
    public Traffic of(ChannelKind channel) {
        return switch (channel) {
            case CONTROL -> control;
            case DATA -> data;
        };
    }

    /// Adds to what was thrown away for a reason.
    public void drop(DropReason reason, long howMany) {
        of(reason).add(howMany);
    }

    private LongAdder of(DropReason reason) {
        return Objects.requireNonNull(drops.get(reason), "there is a counter for each reason");
    }

    /// The figures now.
    ///
    /// @param controlQueued bytes that wait on the control channel
    /// @param dataQueued bytes that wait on the data channel
    public TransportCounters snapshot(long controlQueued, long dataQueued) {
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, of(reason).sum());
        }
        return new TransportCounters(control.snapshot(controlQueued), data.snapshot(dataQueued), dropped);
    }

    /// One channel's figures.
    public static final class Traffic {
        private final LongAdder framesSent = new LongAdder();
        private final LongAdder framesReceived = new LongAdder();
        private final LongAdder bytesSent = new LongAdder();
        private final LongAdder bytesReceived = new LongAdder();
        private final LongAdder bundlesSent = new LongAdder();
        private final LongAdder bundlesReceived = new LongAdder();
        private final LongAdder creditStalls = new LongAdder();
        private final LongAdder busy = new LongAdder();

        /// A bundle left, with what it carried.
        public void sent(int frames, int bytes) {
            framesSent.add(frames);
            bytesSent.add(bytes);
            bundlesSent.increment();
        }

        /// A bundle came.
        public void receivedBundle() {
            bundlesReceived.increment();
        }

        /// A frame was delivered.
        public void received(int bytes) {
            framesReceived.increment();
            bytesReceived.add(bytes);
        }

        /// A writer ran out of credit.
        public void stalled() {
            creditStalls.increment();
        }

        /// A frame was refused as `BUSY`.
        public void refused() {
            busy.increment();
        }

        private TransportCounters.Traffic snapshot(long queued) {
            return new TransportCounters.Traffic(
                    framesSent.sum(),
                    framesReceived.sum(),
                    bytesSent.sum(),
                    bytesReceived.sum(),
                    bundlesSent.sum(),
                    bundlesReceived.sum(),
                    creditStalls.sum(),
                    busy.sum(),
                    queued);
        }
    }
}
