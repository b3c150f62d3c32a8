package dev.understudy.cluster;

/// Something else listens where this node was told to: stop that, or configure another port.
public final class PortTakenException extends ClusterException {
    /// @param endpoint host and port that are taken
    /// @param setting name of the setting that chose the port
    public PortTakenException(String endpoint, String setting, Throwable cause) {
        super(
                "can't listen on %s: the port is taken. Stop what listens there (is this node running already?) or set %s to a free port"
                        .formatted(endpoint, setting),
                cause);
    }
}
