package dev.understudy.cluster;

/// A frame longer than its channel carries. Nothing of it was sent.
public final class FrameTooLargeException extends ClusterException {
    /// @param to the member that it was meant for
    /// @param channel the channel
    /// @param bytes its length
    /// @param limit the longest that is allowed
    public FrameTooLargeException(Member to, ChannelKind channel, int bytes, int limit) {
        super(
                "frame of %,d bytes to %s is longer than the %,d bytes that the %s channel carries; split it or raise the limit on every member"
                        .formatted(bytes, to, limit, channel.name().toLowerCase(java.util.Locale.ROOT)));
    }
}
