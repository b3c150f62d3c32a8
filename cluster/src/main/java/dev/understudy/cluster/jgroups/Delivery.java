package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.Frame;
import dev.understudy.cluster.TransportListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last step of a frame's way.
final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private Delivery() {}

    /// Hands a frame to the listener. A bug of the listener is logged and must not cost the frames behind this
    /// one.
    static void deliver(TransportListener listener, Frame frame) {
        try {
            listener.received(frame);
        } catch (RuntimeException e) {
            log.error(
                    "the listener failed on a {} frame of {} bytes from {}",
                    frame.channel(),
                    frame.payload().capacity(),
                    frame.from(),
                    e);
        }
    }
}
