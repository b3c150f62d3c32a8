package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.ClusterException;
import dev.understudy.cluster.ClusterStartException;
import dev.understudy.cluster.PortTakenException;
import dev.understudy.cluster.TransportConfig;
import java.net.BindException;
import org.jspecify.annotations.Nullable;

/// Turns what JGroups throws when it can't start into something that a person can act on.
final class StartFailure {
    private StartFailure() {}

    /// @param kind the channel that failed
    /// @param port the port that its transport was to listen on
    static ClusterException of(ChannelKind kind, int port, TransportConfig config, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return portTaken(kind, port, config, failure);
            }
            // failure detection swallows the BindException and says it in words
            if (cause instanceof IllegalStateException && saysNoPort(cause.getMessage())) {
                return portTaken(kind, port + TransportConfig.DETECTION_PORT_OFFSET, config, failure);
            }
        }
        return new ClusterStartException(
                "%s can't start the %s channel of cluster '%s' on %s:%d: %s"
                        .formatted(config.memberName(), kind, config.cluster(), config.bindAddress(), port, failure),
                failure);
    }

    private static boolean saysNoPort(@Nullable String message) {
        return message != null && message.contains("failed to find an available port");
    }

    private static ClusterException portTaken(ChannelKind kind, int port, TransportConfig config, Throwable cause) {
        String setting = switch (kind) {
            case CONTROL -> "the port";
            case DATA -> "the port or the data port offset";
        };
        return new PortTakenException(config.bindAddress() + ":" + port, setting, cause);
    }
}
