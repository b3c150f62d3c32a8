package dev.understudy.cluster;

import java.nio.ByteBuffer;
import java.time.Duration;

/// The seam that moves frames between members and says who they are.
///
/// *Promise:* frames from one thread to one member on one channel arrive in the order sent, each at most once.
/// Any may be lost when a member leaves, dies or is cut off; nothing here repeats them. Nothing is promised
/// between the channels.
///
/// *Bounds:* what waits for a member is limited in bytes and in number; beyond, senders are told
/// [SendResult#BUSY] and never made to wait. Sending never blocks on the network.
///
/// *Node loss:* a member that dies or freezes leaves the view ([TransportListener#viewChanged]); what was queued
/// for it is dropped and counted. Both can come back after a partition, as a merge, under the same incarnation.
///
/// Not for implementation outside this library.
public interface Transport extends AutoCloseable {
    /// Joins the cluster; returns once this node has a view and every member of it is known. Call it once.
    ///
    /// @throws PortTakenException if something else listens on the configured port
    /// @throws MemberNameTakenException if a living member has this node's name
    /// @throws VersionMismatchException if the members speak a version that this node doesn't
    /// @throws InvalidStackException if a stack file can't be read
    /// @throws ClusterStartException if joining failed otherwise
    void start(TransportListener listener);

    /// This node as the others see it.
    Member self();

    /// The newest view.
    ///
    /// @throws IllegalStateException before [#start]
    View view();

    /// Waits until the start gate is open and returns the view at that moment or later.
    ///
    /// @throws ClusterNotFormedException if it is still closed after `timeout`; says who was seen, and where it
    ///     looked
    View awaitFormed(Duration timeout);

    /// Queues a frame. The remaining bytes are copied before this returns and the buffer is left as it was, so
    /// the caller may use it again at once. A frame to oneself takes the same threads and bounds, only not the
    /// network.
    ///
    /// @throws FrameTooLargeException if it is longer than the channel's documented limit; nothing is sent
    SendResult send(Member to, ChannelKind channel, ByteBuffer bytes);

    /// [#send(Member, ChannelKind, ByteBuffer)] of a whole array.
    default SendResult send(Member to, ChannelKind channel, byte[] bytes) {
        return send(to, channel, ByteBuffer.wrap(bytes));
    }

    /// The longest frame that a channel takes.
    int maxFrameBytes(ChannelKind channel);

    /// What has been counted since the start. Cheap enough to poll.
    TransportCounters counters();

    /// Sends what is queued for at most half a second, then leaves the cluster so that the others see it at once,
    /// and stops all threads. Harmless when repeated or before [#start].
    ///
    /// Stop what may not run twice before: to the others a closed transport is a node that has left.
    @Override
    void close();
}
