package dev.understudy.node;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.understudy.cluster.Certificates;
import dev.understudy.cluster.TransportConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The values that a node runs with, and the list of all that can be set.
///
/// Where a value comes from, the last word first: system property, environment, file, the builder, the default. So an
/// application gives its defaults in code and whoever deploys it decides.
///
/// Immutable.
public final class Settings {
    /// Which of a node's two roles a member plays, see [#ROLE].
    public enum Role {
        /// Hosts shards.
        DATA,
        /// Reaches every entity and hosts none.
        CLIENT
    }

    /// How a node finds the others, see [#DISCOVERY].
    public enum Discovery {
        /// Asks the addresses of [#INITIAL_HOSTS].
        TCPPING,
        /// Asks by multicast; for one network segment.
        MPING,
        /// Asks every address behind [#DNS_NAME]; for containers and headless services.
        DNS
    }

    /// What actors of one node get of a message that is sent between them, see [#LOCAL_MESSAGES].
    public enum LocalMessages {
        /// The message itself.
        SHARED,
        /// A copy.
        COPIED
    }

    /// The node's name, unique in its cluster.
    public static final Setting<String> NAME =
            name("node.name", Optional.empty(), "the node's name, unique in its cluster");

    /// The cluster to belong to. Members of clusters of another name are not heard.
    public static final Setting<String> CLUSTER =
            name("cluster.name", Optional.of(TransportConfig.DEFAULT_CLUSTER), "the name of the cluster to belong to");

    /// What the node takes for proof that another is gone, so that its entities are taken over without waiting for
    /// its lease to end. What each assumes is said at [Certificates].
    public static final Setting<Certificates> CERTIFICATES = choice(
            "cluster.certificates",
            Certificates.class,
            TransportConfig.DEFAULT_CERTIFICATES,
            "what is taken for proof that a member is gone, each including those before it");

    /// What the node is for. Most host shards; a client only asks.
    public static final Setting<Role> ROLE =
            choice("node.role", Role.class, Role.DATA, "data hosts shards, client only asks");

    /// Where the node stands (rack, availability zone): the copies of a shard are kept apart by it.
    public static final Setting<String> ZONE =
            text("node.zone", Optional.empty(), "a name without blanks", "the zone that the node stands in");

    /// How much of the shards the node takes, against the others. 1: all nodes alike.
    public static final Setting<Integer> CAPACITY =
            number("node.capacity", 1, 1, 100, "the node's share of the shards, against that of the others");

    /// The address to listen on. Loopback by default, so that nothing is open to a network unasked.
    public static final Setting<String> BIND_ADDRESS = text(
            "transport.bind-address",
            Optional.of(TransportConfig.DEFAULT_BIND_ADDRESS),
            "an address of this machine, or match-interface:NAME",
            "the address to listen on");

    /// The first of the four ports that a node takes: this one for the control channel, 100 above for the data
    /// channel, 200 and 300 above for their failure detection. JGroups' customary port by default.
    public static final Setting<Integer> BIND_PORT = number(
            "transport.bind-port",
            TransportConfig.DEFAULT_PORT,
            1,
            65_535 - TransportConfig.DEFAULT_DATA_PORT_OFFSET - TransportConfig.DETECTION_PORT_OFFSET,
            "the first port; the node also takes those 100, 200 and 300 above");

    /// How the node finds the others.
    public static final Setting<Discovery> DISCOVERY =
            choice("transport.discovery", Discovery.class, Discovery.TCPPING, "how the node finds the other members");

    /// Where to look for members with `tcpping`: `host:port` of control channels, separated by commas. Empty: only
    /// here.
    public static final Setting<String> INITIAL_HOSTS = text(
            "transport.initial-hosts",
            Optional.of(""),
            value -> value.isBlank() || value.matches("[^,:\\s]+:\\d+(\\s*,\\s*[^,:\\s]+:\\d+)*"),
            "host:port,host:port,…",
            "where tcpping looks for members");

    /// The name whose addresses are the members, with `dns`.
    public static final Setting<String> DNS_NAME =
            text("transport.dns-name", Optional.empty(), "a host name", "the name that dns looks up to find members");

    /// A JGroups stack in XML, used for both channels instead of the one built in.
    public static final Setting<String> STACK =
            text("transport.stack", Optional.empty(), "a file, or a resource of the class path", "a JGroups XML stack");

    /// How many members that host shards must be in view before the first entity runs. 1: a node may start alone.
    ///
    /// It must exceed half of the largest size that is planned, or a start under a partition makes two clusters.
    public static final Setting<Integer> BOOTSTRAP_EXPECT = number(
            "bootstrap.expect", 1, 1, 1000, "how many data members must be in view before the first entity runs");

    /// How long a start waits for its cluster. 30 s: five nodes on two busy cores needed 3.3.
    public static final Setting<Duration> START_TIMEOUT =
            duration("start.timeout", ofSeconds(30), "how long a start waits for the cluster to form");

    /// How long a leaving node takes to hand its shards over before it goes regardless.
    public static final Setting<Duration> LEAVE_TIMEOUT =
            duration("leave.timeout", ofSeconds(20), "how long a leaving node takes to hand its shards over");

    /// The number of shards of the grid; the same on all members and for ever. 1024 serves up to 50 nodes. Above 16384
    /// the table may outgrow a control message of 256 KiB: then no configuration reaches anyone.
    public static final Setting<Integer> SHARDS = new Setting<>(
            "sharding.shards",
            Integer.class,
            Optional.of(1024),
            value -> value >= 1 && value <= 65_536 && Integer.bitCount(value) == 1,
            "a power of two from 1 to 65536",
            "the number of shards, the same on all members; the table of more than 16384 may not fit a control message");

    /// How many members beside its owner stand by for a shard; the same on all members.
    public static final Setting<Integer> BACKUPS =
            number("sharding.backups", 1, 0, 10, "how many members beside its owner stand by for a shard");

    /// How many megabytes the stored entities of a node's own shards may take. 256: half a million entities of 500
    /// bytes, on a heap of 1 GiB that holds a copy for another node as well.
    public static final Setting<Integer> JOURNAL_MB = number(
            "sharding.journal-mb",
            256,
            1,
            1_000_000,
            "how many MB the stored entities of a node's own shards may take");

    /// How long an entity may do nothing before it is passivated. Off by default: volatile entities lose their state.
    public static final Setting<Duration> PASSIVATE_AFTER =
            duration("sharding.passivate-after", Optional.empty(), "how long an idle entity stays in memory");

    /// How many entities a node keeps in memory before it passivates the less useful ones. Off by default.
    public static final Setting<Integer> MAX_RESIDENT = new Setting<>(
            "sharding.max-resident",
            Integer.class,
            Optional.empty(),
            value -> value >= 1,
            "a number from 1",
            "how many entities stay in memory");

    /// The port of the admin HTTP server, on the address the node listens on; 0 takes a free one. Off by default.
    public static final Setting<Integer> ADMIN_PORT = new Setting<>(
            "admin.port",
            Integer.class,
            Optional.empty(),
            value -> value >= 0 && value <= 65_535,
            "a port from 0 to 65535",
            "the port of the admin HTTP server");

    /// Whether the node's actors share the messages they send each other. Copies, written and read as for the
    /// wire, show in development which message is mutable or could not be sent to another node, at the cost of
    /// that.
    public static final Setting<LocalMessages> LOCAL_MESSAGES = choice(
            "messages.local",
            LocalMessages.class,
            LocalMessages.SHARED,
            "what actors of this node get of each other's messages; copied is for development");

    /// A file to write every turn of every entity to, see `TurnAudit`. Off by default: it is evidence for drills.
    public static final Setting<String> AUDIT_TURNS =
            text("audit.turns", Optional.empty(), "a file that can be written", "a file to record all turns in");

    /// All settings, in the order of the documentation.
    public static final List<Setting<?>> ALL = List.of(
            NAME,
            CLUSTER,
            CERTIFICATES,
            ROLE,
            ZONE,
            CAPACITY,
            BIND_ADDRESS,
            BIND_PORT,
            DISCOVERY,
            INITIAL_HOSTS,
            DNS_NAME,
            STACK,
            BOOTSTRAP_EXPECT,
            START_TIMEOUT,
            LEAVE_TIMEOUT,
            SHARDS,
            BACKUPS,
            JOURNAL_MB,
            PASSIVATE_AFTER,
            MAX_RESIDENT,
            ADMIN_PORT,
            LOCAL_MESSAGES,
            AUDIT_TURNS);

    private final Map<Setting<?>, Object> values;

    Settings(Map<Setting<?>, Object> values) {
        this.values = new HashMap<>(values);
    }

    /// The value of a setting that has a default or is required.
    ///
    /// @throws InvalidSettingException if it was required and not given
    public <T> T get(Setting<T> setting) {
        return find(setting)
                .orElseThrow(() -> new InvalidSettingException("%s is not set, and must be %s (environment: %s)"
                        .formatted(setting.key(), setting.allowed(), setting.environmentKey())));
    }

    /// The value of a setting; empty where it is off.
    public <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable(values.get(setting))
                .map(setting.type()::cast)
                .or(setting::byDefault);
    }

    private static Setting<String> name(String name, Optional<String> byDefault, String meaning) {
        return text(
                name,
                byDefault,
                value -> value.matches("[A-Za-z0-9._-]{1,63}"),
                "1 to 63 of: letters, digits, '.', '_', '-'",
                meaning);
    }

    private static Setting<String> text(String name, Optional<String> byDefault, String allowed, String meaning) {
        return text(name, byDefault, value -> value.matches("\\S+"), allowed, meaning);
    }

    private static Setting<String> text(
            String name, Optional<String> byDefault, Predicate<String> valid, String allowed, String meaning) {
        return new Setting<>(name, String.class, byDefault, valid, allowed, meaning);
    }

    private static Setting<Integer> number(String name, int byDefault, int least, int most, String meaning) {
        return new Setting<>(
                name,
                Integer.class,
                Optional.of(byDefault),
                value -> value >= least && value <= most,
                "a number from %d to %d".formatted(least, most),
                meaning);
    }

    private static Setting<Duration> duration(String name, Duration byDefault, String meaning) {
        return duration(name, Optional.of(byDefault), meaning);
    }

    private static Setting<Duration> duration(String name, Optional<Duration> byDefault, String meaning) {
        return new Setting<>(
                name,
                Duration.class,
                byDefault,
                value -> value.compareTo(ofMillis(1)) >= 0,
                "a duration of at least a millisecond, such as 500ms, 30s, 5m or PT1H30M",
                meaning);
    }

    private static <T extends Enum<T>> Setting<T> choice(String name, Class<T> type, T byDefault, String meaning) {
        var allowed = String.join(
                " or ",
                java.util.Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(java.util.Locale.ROOT))
                        .toList());
        return new Setting<>(name, type, Optional.of(byDefault), _ -> true, allowed, meaning);
    }
}
