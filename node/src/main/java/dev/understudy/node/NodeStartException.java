package dev.understudy.node;

import dev.understudy.actor.UnderstudyException;

/// A node did not start. What had been started for it was stopped again.
public final class NodeStartException extends UnderstudyException {
    /// The steps of a start, in their order.
    public enum Phase {
        /// The settings are read and checked.
        CONFIGURE,
        /// The messages that can cross the wire are registered.
        REGISTER,
        /// The transport listens and joins the cluster.
        JOIN,
        /// The admin server listens.
        ADMIN,
        /// The cluster reaches its expected size and the shards get their owners.
        PLACE
    }

    private final Phase phase;

    NodeStartException(String node, Phase phase, String reason, Throwable cause) {
        super("node '%s' did not start, in phase %s: %s".formatted(node, phase, reason));
        this.phase = phase;
        initCause(cause);
    }

    /// The step that failed.
    public Phase phase() {
        return phase;
    }
}
