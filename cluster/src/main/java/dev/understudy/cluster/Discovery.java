package dev.understudy.cluster;

import static java.util.stream.Collectors.joining;

import java.util.List;

/// How a starting node finds the others.
public sealed interface Discovery {
    /// Where this looks, in words, for messages.
    String describe();

    /// Asks a fixed list of hosts. It needn't be complete: one that is up and in the list is enough, but nodes
    /// that start at the same moment find each other only through it.
    ///
    /// @param hosts hosts and control ports to ask, in any order; this node's own may be among them
    record TcpPing(List<HostPort> hosts) implements Discovery {
        public TcpPing {
            hosts = List.copyOf(hosts);
            if (hosts.isEmpty()) {
                throw new IllegalArgumentException("discovery tcpping needs at least one host:port");
            }
        }

        /// Reads `a:7800,b:7800`.
        public static TcpPing parse(String hosts) {
            return new TcpPing(
                    List.of(hosts.split(",", -1)).stream().map(HostPort::parse).toList());
        }

        @Override
        public String describe() {
            return "tcpping, asking " + hosts.stream().map(HostPort::toString).collect(joining(", "));
        }
    }

    /// Asks by IP multicast: nothing to configure where the network carries it, which most clouds don't.
    ///
    /// @param group multicast address
    /// @param port UDP port
    record MPing(String group, int port) implements Discovery {
        /// JGroups' own default, so that its tools find us.
        public static final String DEFAULT_GROUP = "232.5.6.7";
        /// Likewise.
        public static final int DEFAULT_PORT = 7555;

        public MPing {
            Ports.check("discovery mping port", port);
        }

        /// The default group and port.
        public static MPing standard() {
            return new MPing(DEFAULT_GROUP, DEFAULT_PORT);
        }

        @Override
        public String describe() {
            return "mping, multicasting to " + group + ":" + port;
        }
    }

    /// Resolves a name and asks every address behind it, on the same port as our own: a headless Kubernetes
    /// service with `publishNotReadyAddresses`, or a shared alias of containers.
    ///
    /// @param name the name with `A` (or `AAAA`) records
    record Dns(String name) implements Discovery {
        public Dns {
            if (name.isBlank()) {
                throw new IllegalArgumentException("discovery dns needs a name to resolve");
            }
        }

        @Override
        public String describe() {
            return "dns, resolving " + name;
        }
    }
}
