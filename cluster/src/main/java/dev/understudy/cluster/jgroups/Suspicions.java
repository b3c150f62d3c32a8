package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.Incarnation;
import java.net.InetSocketAddress;

/// Who is told that members may be gone, by the control channel's stack and on its threads. Each call must return
/// at once.
interface Suspicions {
    /// A connection that stood was closed from the member's side, and no other stands.
    ///
    /// @param address where it listens
    void broken(Incarnation who, InetSocketAddress address);

    /// A member told that its connection to that one is closed.
    void suspected(Incarnation who);
}
