package dev.understudy.cluster;

/// Receives what a [Transport] has to tell.
///
/// *Threads:* everything but data frames comes one call at a time on one thread, in order; whoever blocks it delays
/// failure handling, so hand over and return. Data frames come on one thread for each sending member, in the order
/// sent. A slow receiver there holds back only that sender, which is then told [SendResult#BUSY]. From the call that
/// says a member joined until the one that says it left, frames of that member arrive; at most one that was already
/// being delivered overlaps the latter.
public interface TransportListener {
    /// Somebody joined or left. The first view is not announced here; [Transport#start] returns with it.
    void viewChanged(ViewChange change);

    /// A frame arrived.
    void received(Frame frame);

    /// A member may be gone: its connection broke, or JGroups suspects it. A hint that comes before the view, often
    /// wrong and sometimes missing; it may come several times.
    default void suspected(Member member) {}

    /// A member is certainly gone, as far as [TransportConfig#certificates] trusts the evidence: that start of that
    /// node runs nothing any more. Called as soon as it is proven, at most once for each incarnation. The member
    /// may be in the view still, or may have left it long ago.
    default void died(Member dead, DeathProof proof) {}

    /// The start gate opened: enough members have been seen together, or a member that belongs to a running
    /// cluster was met. Called once, never before the first view.
    default void formed(View view) {}

    /// The cluster refuses this node after it had started (two sides of a partition, one name). Nothing more is
    /// sent or received; close the transport.
    default void rejected(ClusterException reason) {}
}
