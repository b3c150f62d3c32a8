package dev.understudy.cluster;

import java.util.Map;

/// What a transport has counted since its start, read at one moment (each figure for itself, not all at once).
///
/// @param control traffic of the control channel
/// @param data traffic of the data channel
/// @param drops bytes thrown away, by reason: frames, or connections for [DropReason#GARBAGE]
public record TransportCounters(Traffic control, Traffic data, Map<DropReason, Long> drops) {
    public TransportCounters {
        drops = Map.copyOf(drops);
    }

    /// The figures of one channel.
    public Traffic of(ChannelKind channel) {
        return switch (channel) {
            case CONTROL -> control;
            case DATA -> data;
        };
    }

    /// How much was dropped for that reason.
    public long dropped(DropReason reason) {
        return drops.getOrDefault(reason, 0L);
    }

    /// One channel's traffic.
    ///
    /// @param framesSent frames handed to the network
    /// @param framesReceived frames delivered to the listener
    /// @param bytesSent their payload
    /// @param bytesReceived their payload
    /// @param bundlesSent network messages that carried them; frames per bundle tells how well small ones were
    ///     coalesced
    /// @param bundlesReceived likewise
    /// @param creditStalls how often a writer had something to send and no credit left
    /// @param busy frames refused with [SendResult#BUSY]
    /// @param bytesQueued bytes that wait now, for all members together
    public record Traffic(
            long framesSent,
            long framesReceived,
            long bytesSent,
            long bytesReceived,
            long bundlesSent,
            long bundlesReceived,
            long creditStalls,
            long busy,
            long bytesQueued) {}
}
