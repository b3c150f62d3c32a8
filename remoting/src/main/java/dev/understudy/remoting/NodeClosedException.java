package dev.understudy.remoting;

import dev.understudy.actor.UnderstudyException;

/// This node closed while an ask to another member waited for its answer. The outcome is unknown: that member may have
/// handled the request, or may do so yet.
public final class NodeClosedException extends UnderstudyException {
    /// @param ask what was asked, as its path says it
    public NodeClosedException(String ask) {
        super("%s: this node closed before the answer came; whether the request was handled is not known"
                .formatted(ask));
    }
}
