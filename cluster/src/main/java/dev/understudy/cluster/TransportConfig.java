package dev.understudy.cluster;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Everything a transport needs to know, checked when it is made. Start from [#named] and change what differs.
///
/// @param memberName name of this node, unique in the cluster: letters, digits, `.`, `_`, `-`, at most 63
/// @param cluster name of the cluster; nodes of another name on the same ports are ignored
/// @param role whether this node hosts entities
/// @param zone failure domain, "" if there is none
/// @param weight share of the work relative to others, above 0
/// @param contract fingerprint of the message contract, "" if there is none
/// @param bindAddress address or host name to listen on, or one of JGroups' words such as `SITE_LOCAL`,
///     `match-interface:eth0`
/// @param port port of the control channel
/// @param dataPortOffset the data channel listens this many ports above
/// @param stack the JGroups protocols, discovery among them
/// @param expect how many members with [Role#DATA] open the start gate of a new cluster
/// @param control flow control of the control channel
/// @param data flow control of the data channel
/// @param socketBufferBytes size of each socket's buffers, 0 for the system's choice
/// @param certificates what is taken for proof that a member is gone
/// @param introductionTimeout how long a start waits for every member of the first view to introduce itself
public record TransportConfig(
        String memberName,
        String cluster,
        Role role,
        String zone,
        double weight,
        String contract,
        String bindAddress,
        int port,
        int dataPortOffset,
        Stack stack,
        int expect,
        Flow control,
        Flow data,
        int socketBufferBytes,
        Certificates certificates,
        Duration introductionTimeout) {
    public static final String DEFAULT_CLUSTER = "understudy";
    /// The loopback device: whoever reaches these ports can join, so leaving this machine is a decision and not a
    /// default.
    public static final String DEFAULT_BIND_ADDRESS = "127.0.0.1";
    /// JGroups' customary port.
    public static final int DEFAULT_PORT = 7800;
    /// A hundred above, so that nodes on one machine can be given consecutive ports.
    public static final int DEFAULT_DATA_PORT_OFFSET = 100;
    /// A cluster of one must be able to start; anything that matters sets it to more than half of what is
    /// planned.
    public static final int DEFAULT_EXPECT = 1;
    /// All there is: without proof a takeover waits until the lease of the dead has run out.
    public static final Certificates DEFAULT_CERTIFICATES = Certificates.SOCKET;
    /// More than the time until a frozen member is excluded, since such a one never introduces itself.
    public static final Duration DEFAULT_INTRODUCTION_TIMEOUT = Duration.ofSeconds(10);

    /// Failure detection listens this many ports above each channel's port: with the defaults a node takes 7800,
    /// 7900, 8000 and 8100.
    public static final int DETECTION_PORT_OFFSET = 200;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,63}");

    public TransportConfig {
        checkName("memberName", memberName);
        checkName("cluster", cluster);
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("weight is " + weight + ", it must be above 0 and finite");
        }
        Ports.check("port", port);
        if (dataPortOffset < 1 || dataPortOffset == DETECTION_PORT_OFFSET) {
            throw new IllegalArgumentException("dataPortOffset is " + dataPortOffset
                    + ", it must be at least 1 and not " + DETECTION_PORT_OFFSET
                    + ", where failure detection listens");
        }
        Ports.check("the highest port, port + dataPortOffset + 200,", port + dataPortOffset + DETECTION_PORT_OFFSET);
        if (expect < 1) {
            throw new IllegalArgumentException("expect is " + expect + ", it must be at least 1");
        }
        if (socketBufferBytes < 0) {
            throw new IllegalArgumentException("socketBufferBytes is " + socketBufferBytes + ", it can't be negative");
        }
        if (introductionTimeout.isNegative() || introductionTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "introductionTimeout is " + introductionTimeout + ", it must be positive");
        }
    }

    /// All defaults: a cluster on this machine's loopback device, looked for on the default port.
    public static TransportConfig named(String memberName) {
        return new TransportConfig(
                memberName,
                DEFAULT_CLUSTER,
                Role.DATA,
                "",
                1,
                "",
                DEFAULT_BIND_ADDRESS,
                DEFAULT_PORT,
                DEFAULT_DATA_PORT_OFFSET,
                new Stack.BuiltIn(
                        Discovery.TcpPing.parse(DEFAULT_BIND_ADDRESS + ":" + DEFAULT_PORT), Detection.standard()),
                DEFAULT_EXPECT,
                Flow.control(),
                Flow.data(),
                0,
                DEFAULT_CERTIFICATES,
                DEFAULT_INTRODUCTION_TIMEOUT);
    }

    /// Flow control of a channel.
    public Flow flow(ChannelKind channel) {
        return switch (channel) {
            case CONTROL -> control;
            case DATA -> data;
        };
    }

    /// Port of the data channel.
    public int dataPort() {
        return port + dataPortOffset;
    }

    /// A copy with another `memberName`.
    public TransportConfig withMemberName(String memberName) {
        return with(draft -> draft.memberName = memberName);
    }

    /// A copy with another `cluster`.
    public TransportConfig withCluster(String cluster) {
        return with(draft -> draft.cluster = cluster);
    }

    /// A copy with another `role`.
    public TransportConfig withRole(Role role) {
        return with(draft -> draft.role = role);
    }

    /// A copy with another `zone`.
    public TransportConfig withZone(String zone) {
        return with(draft -> draft.zone = zone);
    }

    /// A copy with another `weight`.
    public TransportConfig withWeight(double weight) {
        return with(draft -> draft.weight = weight);
    }

    /// A copy with another `contract`.
    public TransportConfig withContract(String contract) {
        return with(draft -> draft.contract = contract);
    }

    /// A copy with another `bindAddress`.
    public TransportConfig withBindAddress(String bindAddress) {
        return with(draft -> draft.bindAddress = bindAddress);
    }

    /// A copy with another `port`.
    public TransportConfig withPort(int port) {
        return with(draft -> draft.port = port);
    }

    /// A copy with another `dataPortOffset`.
    public TransportConfig withDataPortOffset(int dataPortOffset) {
        return with(draft -> draft.dataPortOffset = dataPortOffset);
    }

    /// A copy with another `stack`.
    public TransportConfig withStack(Stack stack) {
        return with(draft -> draft.stack = stack);
    }

    /// A copy with another `expect`.
    public TransportConfig withExpect(int expect) {
        return with(draft -> draft.expect = expect);
    }

    /// A copy with another `control`.
    public TransportConfig withControl(Flow control) {
        return with(draft -> draft.control = control);
    }

    /// A copy with another `data`.
    public TransportConfig withData(Flow data) {
        return with(draft -> draft.data = data);
    }

    /// A copy with another `socketBufferBytes`.
    public TransportConfig withSocketBufferBytes(int socketBufferBytes) {
        return with(draft -> draft.socketBufferBytes = socketBufferBytes);
    }

    /// A copy with other `certificates`.
    public TransportConfig withCertificates(Certificates certificates) {
        return with(draft -> draft.certificates = certificates);
    }

    /// A copy with another `introductionTimeout`.
    public TransportConfig withIntroductionTimeout(Duration introductionTimeout) {
        return with(draft -> draft.introductionTimeout = introductionTimeout);
    }

    /// Keeps the built-in stack and its detection, and looks for members elsewhere.
    ///
    /// @throws IllegalStateException if the stack comes from a file, which has its own discovery
    public TransportConfig withDiscovery(Discovery discovery) {
        return withStack(new Stack.BuiltIn(discovery, builtIn().detection()));
    }

    /// Keeps the built-in stack and its discovery, and notices lost members sooner or later.
    ///
    /// @throws IllegalStateException if the stack comes from a file, which has its own detection
    public TransportConfig withDetection(Detection detection) {
        return withStack(new Stack.BuiltIn(builtIn().discovery(), detection));
    }

    /// Whether others are looked for anywhere but at this member's own address. Whoever founds a cluster alone all the
    /// same has most likely looked in the wrong place.
    public boolean looksForOthers() {
        if (stack instanceof Stack.BuiltIn builtIn && builtIn.discovery() instanceof Discovery.TcpPing tcpPing) {
            var own = new HostPort(bindAddress, port);
            return tcpPing.hosts().stream().anyMatch(host -> !host.equals(own));
        }
        return true;
    }

    private Stack.BuiltIn builtIn() {
        if (stack instanceof Stack.BuiltIn builtIn) {
            return builtIn;
        }
        throw new IllegalStateException("the stack is " + stack + "; discovery and detection are set in that file");
    }

    private static void checkName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "%s is '%s', allowed are 1 to 63 of: letters, digits, '.', '_', '-'".formatted(what, name));
        }
    }

    private TransportConfig with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /// A configuration while one of its components is exchanged.
    private static final class Draft {
        private String memberName;
        private String cluster;
        private Role role;
        private String zone;
        private double weight;
        private String contract;
        private String bindAddress;
        private int port;
        private int dataPortOffset;
        private Stack stack;
        private int expect;
        private Flow control;
        private Flow data;
        private int socketBufferBytes;
        private Certificates certificates;
        private Duration introductionTimeout;

        Draft(TransportConfig config) {
            memberName = config.memberName;
            cluster = config.cluster;
            role = config.role;
            zone = config.zone;
            weight = config.weight;
            contract = config.contract;
            bindAddress = config.bindAddress;
            port = config.port;
            dataPortOffset = config.dataPortOffset;
            stack = config.stack;
            expect = config.expect;
            control = config.control;
            data = config.data;
            socketBufferBytes = config.socketBufferBytes;
            certificates = config.certificates;
            introductionTimeout = config.introductionTimeout;
        }

        TransportConfig config() {
            return new TransportConfig(
                    memberName,
                    cluster,
                    role,
                    zone,
                    weight,
                    contract,
                    bindAddress,
                    port,
                    dataPortOffset,
                    stack,
                    expect,
                    control,
                    data,
                    socketBufferBytes,
                    certificates,
                    introductionTimeout);
        }
    }
}
