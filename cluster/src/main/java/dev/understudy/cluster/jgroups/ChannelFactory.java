package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.ClusterStartException;
import dev.understudy.cluster.Detection;
import dev.understudy.cluster.Discovery;
import dev.understudy.cluster.HostPort;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.InvalidStackException;
import dev.understudy.cluster.Stack;
import dev.understudy.cluster.TransportConfig;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jgroups.JChannel;
import org.jgroups.Version;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.conf.ConfiguratorFactory;
import org.jgroups.conf.ProtocolConfiguration;
import org.jgroups.conf.ProtocolStackConfigurator;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MPING;
import org.jgroups.protocols.NAKACK4;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.TP;
import org.jgroups.protocols.UNICAST4;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.stack.IpAddress;
import org.jgroups.stack.Protocol;
import org.jgroups.util.StackType;
import org.jgroups.util.UUID;
import org.jgroups.util.Util;

/// Makes the two JGroups channels. Every setting that differs from JGroups' default stands here with its reason;
/// what was measured is in `docs/transport.md`.
final class ChannelFactory {
    /// Outgoing buffers a connection may have waiting; beyond, TCP_NIO2 drops and UNICAST4 must send again. Above
    /// what credit lets be under way, and far above the default of 10, which drops in ordinary traffic.
    private static final int MAX_SEND_BUFFERS = 512;
    /// A host that is up accepts at once; one that is down must not hold up the sender for JGroups' 2 s.
    private static final int SOCKET_CONNECT_MILLIS = 300;
    /// Longest message accepted from the wire. Ours are below 64 KB; garbage that reads as a length must not make
    /// us allocate two gigabytes.
    private static final int MAX_WIRE_BYTES = 8 << 20;
    private static final int MAX_THREADS = 200;
    /// Of every means of discovery, so that members that use different ones understand each other.
    private static final short DISCOVERY_ID = ClassConfigurator.getProtocolId(TCPPING.class);
    /// Window of reliable multicast. Only views travel there.
    private static final int MULTICAST_CAPACITY = 8_192;
    /// Window of reliable unicast, in messages. Four times our credit: `send` blocks without regard for
    /// interrupts when it is full, and acknowledgements lag behind credit. With 128 it blocked up to 11 times a
    /// run, with 256 hardly ever.
    private static final int UNICAST_CAPACITY = 256;
    /// How long a joiner waits for answers; each start of a first node takes this long, and JGroups' default is 3
    /// s.
    private static final int JOIN_MILLIS = 500;
    /// How long the coordinator waits for acknowledgements of a view, dead members included.
    private static final int VIEW_ACK_MILLIS = 500;
    /// How long one attempt to merge may take.
    private static final int MERGE_MILLIS = 1_000;
    /// How often members look whether the other half of a partition is back; JGroups' default is 10 to 30 s.
    private static final Duration MERGE_LOOK_LEAST = Duration.ofMillis(500);
    private static final Duration MERGE_LOOK_MOST = Duration.ofSeconds(1);
    /// Above our bundles, so that they are never cut; views of very large clusters may be.
    private static final int FRAGMENT_BYTES = 60_000;

    /// How much longer the data channel waits for a sign of life. Heartbeats queue behind data there, and whom
    /// the control channel has lost it lets go at once; this is for a member that only the data channel has.
    private static final int DATA_PATIENCE = 10;

    private static final String BIND_ADDRESS = "bind_addr";
    private static final String BIND_PORT = "bind_port";

    private final TransportConfig config;
    private final Incarnation incarnation;
    private final Doorman doorman;

    ChannelFactory(TransportConfig config, Incarnation incarnation, Doorman doorman) {
        this.config = config;
        this.incarnation = incarnation;
        this.doorman = doorman;
    }

    /// Makes one of the channels, not connected yet. Both use our incarnation as their address, so that a peer's
    /// address on one channel is its address on the other.
    ///
    /// @throws InvalidStackException if the stack file can't be used
    /// @throws ClusterStartException if the bind address is none of this machine's
    JChannel create(ChannelKind kind) {
        JChannel channel = switch (config.stack()) {
            case Stack.BuiltIn builtIn -> build(kind, builtIn);
            case Stack.Xml(String source) -> read(kind, source);
        };
        channel.setName(config.memberName());
        channel.addAddressGenerator(() -> address(incarnation));
        channel.setDiscardOwnMessages(true);
        return channel;
    }

    /// Name of JGroups' cluster for a channel. Two, or multicast discovery would bring a control and a data
    /// channel together.
    String clusterName(ChannelKind kind) {
        return switch (kind) {
            case CONTROL -> config.cluster();
            case DATA -> config.cluster() + ".data";
        };
    }

    /// Where members are looked for, in words.
    String describeDiscovery() {
        return switch (config.stack()) {
            case Stack.BuiltIn builtIn -> builtIn.discovery().describe();
            case Stack.Xml(String source) -> "what " + source + " says";
        };
    }

    /// Host and port at which others find us. The host is an address even where a word such as
    /// `match-interface:eth0` is configured; where the word means nothing here it stays, and the start will say
    /// so.
    ///
    /// @throws InvalidStackException if the stack file can't be used
    static HostPort endpoint(TransportConfig config) {
        return switch (config.stack()) {
            case Stack.BuiltIn _ -> endpoint(config.bindAddress(), config.port());
            case Stack.Xml(String source) -> {
                Map<String, String> transport = transportOf(parse(source), config);
                yield endpoint(transport.getOrDefault(BIND_ADDRESS, config.bindAddress()), bindPort(transport, source));
            }
        };
    }

    private static HostPort endpoint(String bindAddress, int port) {
        String host = bindAddress;
        try {
            InetAddress address = Util.getAddress(host, StackType.Dual);
            if (address != null) {
                host = address.getHostAddress();
            }
        } catch (Exception _) {
            // The start will fail with it, and with more to say.
        }
        return new HostPort(host, port);
    }

    static UUID address(Incarnation incarnation) {
        return new UUID(incarnation.high(), incarnation.low());
    }

    private JChannel build(ChannelKind kind, Stack.BuiltIn builtIn) {
        try {
            var protocols = new ArrayList<Protocol>();
            InetAddress bindAddress = bindAddress();
            protocols.add(transport(kind, bindAddress));
            Protocol discovery = discovery(kind, builtIn.discovery(), bindAddress);
            // JGroups marks what a protocol sends with the protocol's id, and who looks by another kind of
            // discovery would never be heard: a client outside that names its hosts, say, and a grid that finds
            // itself by DNS
            discovery.setId(DISCOVERY_ID);
            protocols.add(discovery);
            protocols.add(new MERGE3()
                    .setMinInterval(MERGE_LOOK_LEAST.toMillis())
                    .setMaxInterval(MERGE_LOOK_MOST.toMillis()));
            protocols.addAll(detection(kind, builtIn.detection(), bindAddress));
            protocols.addAll(reliability());
            protocols.add(membership());
            FRAG2 fragmentation = new FRAG2();
            fragmentation.setFragSize(FRAGMENT_BYTES);
            protocols.add(fragmentation);
            return new JChannel(protocols);
        } catch (ClusterStartException e) {
            throw e;
        } catch (Exception e) {
            throw new ClusterStartException("can't build the JGroups stack of the " + kind + " channel: " + e, e);
        }
    }

    private InetAddress bindAddress() throws Exception {
        InetAddress address = Util.getAddress(config.bindAddress(), StackType.Dual);
        if (address == null
                || (!address.isAnyLocalAddress()
                        && !address.isLoopbackAddress()
                        && NetworkInterface.getByInetAddress(address) == null)) {
            throw new ClusterStartException(
                    "bindAddress '%s' is no address of this machine".formatted(config.bindAddress()));
        }
        return address;
    }

    private TP transport(ChannelKind kind, InetAddress bindAddress) {
        var transport = new WatchedTcp(doorman);
        transport.setMaxSendBuffers(MAX_SEND_BUFFERS);
        transport.setBindAddress(bindAddress);
        transport.setBindPort(port(kind, config.port()));
        // exactly this port: a node that silently takes the next one is found by nobody
        transport.setPortRange(0);
        // without it small messages wait for acknowledgements: 22,000 round trips a second instead of 630,000
        transport.tcpNodelay(true);
        transport.setSockConnTimeout(SOCKET_CONNECT_MILLIS);
        transport.setMaxLength(MAX_WIRE_BYTES);
        if (kind == ChannelKind.DATA) {
            transport.carryData();
        } else {
            // one queue for each peer, so that a slow one doesn't hold up the rest
            transport.setBundlerType("per-destination");
        }
        // virtual threads are not time-sliced: four busy ones got a healthy node excluded in 2.7 s
        transport.useVirtualThreads(false);
        transport.getThreadPool().setMinThreads(0).setMaxThreads(MAX_THREADS);
        if (config.socketBufferBytes() > 0) {
            transport.setSendBufSize(config.socketBufferBytes());
            transport.setRecvBufSize(config.socketBufferBytes());
        }
        return transport;
    }

    private Protocol discovery(ChannelKind kind, Discovery discovery, InetAddress bindAddress) throws Exception {
        return switch (discovery) {
            case Discovery.TcpPing(List<HostPort> hosts) -> {
                var ping = new TCPPING();
                ping.setInitialHosts(hosts.stream()
                        .map(host -> new InetSocketAddress(host.host(), port(kind, host.port())))
                        .toList());
                ping.setPortRange(0);
                yield ping;
            }
            case Discovery.MPing(String group, int port) -> {
                var ping = new MPING();
                ping.setBindAddr(bindAddress);
                ping.setMcastAddr(InetAddress.getByName(group));
                ping.setMcastPort(port);
                yield ping;
            }
            case Discovery.Dns(String name) -> {
                var ping = new DNS_PING();
                ping.setDNSQuery(name);
                yield ping;
            }
        };
    }

    private List<Protocol> detection(ChannelKind kind, Detection detection, InetAddress bindAddress) {
        var sockets = new WatchedSockets(doorman);
        sockets.setBindAddress(bindAddress);
        sockets.setOffset(TransportConfig.DETECTION_PORT_OFFSET);
        // as with the transport: where the others look is where it listens
        sockets.setPortRange(0);
        // there is no setter; two neighbours dying together wait for this once more each
        sockets.setValue("connect_timeout", (int) detection.connectTimeout().toMillis());
        int patience = kind == ChannelKind.DATA ? DATA_PATIENCE : 1;
        return List.of(
                sockets,
                new FD_ALL3()
                        .setTimeout(detection.heartbeatTimeout().toMillis() * patience)
                        .setInterval(detection.heartbeatInterval().toMillis() * patience),
                new VERIFY_SUSPECT2().setTimeout(detection.verifyTimeout().toMillis()));
    }

    private static List<Protocol> reliability() {
        var multicast = new NAKACK4();
        multicast.useMcastXmit(false); // there is no IP multicast under TCP
        multicast.capacity(MULTICAST_CAPACITY);
        var unicast = new UNICAST4();
        unicast.capacity(UNICAST_CAPACITY);
        return List.of(multicast, unicast);
    }

    private static GMS membership() {
        var membership = new GMS().joinTimeout(JOIN_MILLIS).printLocalAddress(false);
        membership.setMaxJoinAttempts(0); // never found a cluster of one because a coordinator is slow to answer
        membership.setViewAckCollectionTimeout(VIEW_ACK_MILLIS);
        membership.setMergeTimeout(MERGE_MILLIS);
        return membership;
    }

    private JChannel read(ChannelKind kind, String source) {
        ProtocolStackConfigurator stack = parse(source);
        Map<String, String> transport = transportOf(stack, config);
        transport.put(BIND_PORT, Integer.toString(port(kind, bindPort(transport, source))));
        try {
            var channel = new JChannel(stack);
            if (kind == ChannelKind.DATA) {
                moveHosts(channel);
            }
            return channel;
        } catch (Exception e) {
            throw unusable(source, e);
        }
    }

    /// A file's word comes before a resource of that name.
    private static ProtocolStackConfigurator parse(String source) {
        Path file = Path.of(source);
        try (InputStream xml = Files.isReadable(file)
                ? Files.newInputStream(file)
                : Util.getResourceAsStream(source, ChannelFactory.class)) {
            if (xml == null) {
                throw new InvalidStackException(
                        "stack %s is neither a file that can be read (%s) nor a resource of the class path"
                                .formatted(source, file.toAbsolutePath()));
            }
            return ConfiguratorFactory.getStackConfigurator(xml);
        } catch (InvalidStackException e) {
            throw e;
        } catch (Exception e) {
            throw unusable(source, e);
        }
    }

    /// The properties of the transport of a file's stack, address and port among them.
    private static Map<String, String> transportOf(ProtocolStackConfigurator stack, TransportConfig config) {
        ProtocolConfiguration transport = stack.getProtocolStack().getFirst();
        transport.substituteVariables();
        Map<String, String> properties = transport.getProperties();
        properties.putIfAbsent(BIND_ADDRESS, config.bindAddress());
        properties.putIfAbsent(BIND_PORT, Integer.toString(config.port()));
        return properties;
    }

    private static int bindPort(Map<String, String> transport, String source) {
        String port = String.valueOf(transport.get(BIND_PORT));
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            throw new InvalidStackException(
                    "bind_port in stack %s is '%s', it must be a port".formatted(source, port), e);
        }
    }

    private static InvalidStackException unusable(String source, Exception cause) {
        return new InvalidStackException(
                "stack %s is no JGroups configuration that %s understands: %s"
                        .formatted(source, Version.printDescription(), cause.getMessage()),
                cause);
    }

    /// The data channel of a file's stack asks where the others' data channels listen.
    private void moveHosts(JChannel channel) {
        TCPPING ping = channel.getProtocolStack().findProtocol(TCPPING.class);
        if (ping != null) {
            ping.setInitialHosts(ping.getInitialHosts().stream()
                    .map(IpAddress.class::cast)
                    .map(host -> new InetSocketAddress(host.getIpAddress(), port(ChannelKind.DATA, host.getPort())))
                    .toList());
        }
    }

    private int port(ChannelKind kind, int controlPort) {
        return switch (kind) {
            case CONTROL -> controlPort;
            case DATA -> controlPort + config.dataPortOffset();
        };
    }
}
