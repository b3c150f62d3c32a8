package dev.understudy.node;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.ActorSystem;
import dev.understudy.cluster.Discovery;
import dev.understudy.cluster.HostPort;
import dev.understudy.cluster.PortTakenException;
import dev.understudy.cluster.Role;
import dev.understudy.cluster.Stack;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.jgroups.JGroupsTransport;
import dev.understudy.node.NodeStartException.Phase;
import dev.understudy.remoting.Messaging;
import dev.understudy.remoting.Remoting;
import dev.understudy.serialization.MessageRegistry;
import dev.understudy.serialization.WireContract;
import dev.understudy.sharding.EntityKind;
import dev.understudy.sharding.PassivationPolicy;
import dev.understudy.sharding.Sharding;
import dev.understudy.sharding.ShardingConfig;
import dev.understudy.sharding.TurnAudit;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// One start of a node, phase by phase; what goes wrong is told with its phase, and what had been started is stopped.
final class NodeStart {
    /// How long members of another wire contract may take to tell it. They are asked when they are seen.
    private static final Duration CONTRACT_PATIENCE = Duration.ofSeconds(3);

    private final Map<Setting<?>, Object> builder;
    private final List<EntityKind<?>> kinds;
    private final List<Recipe<?, ?>> recipes;
    private final List<Consumer<MessageRegistry.Builder>> messages;
    private final Optional<Path> file;
    private final AtomicReference<Sharding> shardingOfRefs = new AtomicReference<>();
    private final Started started = new Started();
    private Phase phase = Phase.CONFIGURE;

    NodeStart(
            Map<Setting<?>, Object> builder,
            List<EntityKind<?>> kinds,
            List<Recipe<?, ?>> recipes,
            List<Consumer<MessageRegistry.Builder>> messages,
            Optional<Path> file) {
        this.builder = builder;
        this.kinds = kinds;
        this.recipes = recipes;
        this.messages = messages;
        this.file = file;
    }

    Node run() {
        var name = String.valueOf(builder.get(Settings.NAME));
        try {
            var settings = new SettingsLoader(System.getenv(), System.getProperties()).load(builder, file);
            name = settings.get(Settings.NAME);
            return start(settings);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            started.close();
            throw new NodeStartException(name, phase, "interrupted", interrupt);
        } catch (RuntimeException | IOException | TimeoutException cause) {
            started.close();
            throw new NodeStartException(name, phase, String.valueOf(cause.getMessage()), cause);
        } catch (Error fatal) {
            started.close();
            throw fatal;
        }
    }

    private Node start(Settings settings) throws IOException, TimeoutException, InterruptedException {
        var transport = transportConfig(settings);

        var audit = audit(settings);

        phase = Phase.REGISTER;
        var registry = registry();

        var contract = registry.contract();

        phase = Phase.JOIN;
        var threads = started.add("threads", new NodeThreads(settings.get(Settings.NAME)));
        var system = started.add("actor system", actorSystem(settings, registry));
        var remoting = started.add(
                "remoting",
                new Remoting(
                        system,
                        new JGroupsTransport(transport.withContract(contract.fingerprint()), new SecureRandom()),
                        registry::codec,
                        threads.lostMembers()));
        var messaging = started.add("messaging", new Messaging(remoting));
        recipes.forEach(recipe -> recipe.offerTo(messaging));
        var sharding = Sharding.over(
                remoting, shardingConfig(settings, audit), kinds, threads.authority(), threads.passivation());
        shardingOfRefs.set(sharding);
        var node = new Node(settings, system, remoting, messaging, sharding, threads, started);
        var contracts = new ContractExchange(remoting, contract);
        remoting.start();
        messaging.start();

        contracts.check(CONTRACT_PATIENCE);

        phase = Phase.ADMIN;
        startAdmin(settings, node, sharding);

        phase = Phase.PLACE;
        awaitPlacement(settings.get(Settings.START_TIMEOUT), remoting, sharding);
        node.ready();
        return node;
    }

    private static ActorSystem actorSystem(Settings settings, MessageRegistry registry) {
        var system = ActorSystem.named(settings.get(Settings.NAME));
        if (settings.get(Settings.LOCAL_MESSAGES) == Settings.LocalMessages.COPIED) {
            system.messageCopier(new MessageCopier(registry));
        }
        return system.start();
    }

    private static void awaitPlacement(Duration timeout, Remoting remoting, Sharding sharding)
            throws TimeoutException, InterruptedException {
        var seen = remoting.transport().awaitFormed(timeout);
        sharding.start();
        try {
            sharding.placed().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw (TimeoutException)
                    new TimeoutException("no shard table within %s; in view: %s".formatted(timeout, seen))
                            .initCause(late);
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a bug of the library: placement never fails", bug);
        }
    }

    private static TransportConfig transportConfig(Settings settings) {
        var config = TransportConfig.named(settings.get(Settings.NAME))
                .withCluster(settings.get(Settings.CLUSTER))
                .withCertificates(settings.get(Settings.CERTIFICATES))
                .withRole(settings.get(Settings.ROLE) == Settings.Role.DATA ? Role.DATA : Role.CLIENT)
                .withZone(settings.find(Settings.ZONE).orElse(""))
                .withWeight(settings.get(Settings.CAPACITY))
                .withBindAddress(settings.get(Settings.BIND_ADDRESS))
                .withPort(settings.get(Settings.BIND_PORT))
                .withExpect(settings.get(Settings.BOOTSTRAP_EXPECT));
        var stack = settings.find(Settings.STACK);
        return stack.isPresent()
                ? config.withStack(new Stack.Xml(stack.get()))
                : config.withDiscovery(discovery(settings));
    }

    private static Discovery discovery(Settings settings) {
        return switch (settings.get(Settings.DISCOVERY)) {
            case TCPPING -> Discovery.TcpPing.parse(initialHosts(settings));
            case MPING -> Discovery.MPing.standard();
            case DNS -> new Discovery.Dns(settings.get(Settings.DNS_NAME));
        };
    }

    private static String initialHosts(Settings settings) {
        var hosts = settings.get(Settings.INITIAL_HOSTS);
        return hosts.isBlank() ? settings.get(Settings.BIND_ADDRESS) + ":" + settings.get(Settings.BIND_PORT) : hosts;
    }

    /// Every type that such a node sends or stores.
    WireContract contract() {
        return registry().contract();
    }

    private MessageRegistry registry() {
        var registry = MessageRegistry.builder();
        Sharding.registerMessages(
                registry, kinds, () -> requireNonNull(shardingOfRefs.get(), "sharding starts before the transport"));
        recipes.forEach(recipe -> recipe.register(registry));
        messages.forEach(registration -> registration.accept(registry));
        return registry.build();
    }

    private Optional<TurnAudit> audit(Settings settings) {
        return settings.find(Settings.AUDIT_TURNS).map(path -> {
            try {
                return started.add("turn audit", TurnAudit.create(Path.of(path)));
            } catch (IOException cause) {
                var failure = InvalidSettingException.of(Settings.AUDIT_TURNS, path);
                failure.initCause(cause);
                throw failure;
            }
        });
    }

    private static ShardingConfig shardingConfig(Settings settings, Optional<TurnAudit> audit) {
        var passivation =
                new PassivationPolicy(settings.find(Settings.PASSIVATE_AFTER), settings.find(Settings.MAX_RESIDENT));
        return new ShardingConfig(
                settings.get(Settings.SHARDS),
                settings.get(Settings.BACKUPS),
                settings.get(Settings.BOOTSTRAP_EXPECT),
                (long) settings.get(Settings.JOURNAL_MB) << 20,
                passivation,
                settings.get(Settings.CERTIFICATES),
                audit,
                System::currentTimeMillis);
    }

    private void startAdmin(Settings settings, Node node, Sharding sharding) throws IOException {
        var port = settings.find(Settings.ADMIN_PORT);
        if (port.isPresent()) {
            var address =
                    InetAddress.getByName(HostPort.parse(node.self().endpoint()).host());
            try {
                node.adminAt(started.add(
                        "admin server", new AdminServer(address, port.get(), node::status, sharding::movingShards)));
            } catch (BindException cause) {
                var endpoint = new HostPort(address.getHostAddress(), port.get());
                throw new PortTakenException(endpoint.toString(), Settings.ADMIN_PORT.key(), cause);
            }
        }
    }
}
