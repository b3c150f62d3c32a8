package dev.understudy.sharding;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.ActorSystem;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.Role;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.internal.InMemoryNetwork;
import dev.understudy.remoting.Remoting;
import dev.understudy.serialization.MessageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Several nodes' sharding in one JVM, over an in-memory network.
final class TestGrid {
    static final int SHARDS = 64;
    private static final long SEED = 7;

    private record Running(ActorSystem system, Remoting remoting, Sharding sharding, TurnAudit audit, Path turns) {}

    private final InMemoryNetwork network = new InMemoryNetwork(SEED);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AutoCloseable delivery = network.deliverInBackground(threads);
    private final ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor();
    private final List<ExecutorService> ownThreads = new ArrayList<>();
    private final Map<String, Running> nodes = new LinkedHashMap<>();
    private final List<EntityKind<?>> kinds;
    private Flow data = Flow.data();
    private int expect = 1;
    private long journalBytes = 64 << 20;
    private PassivationPolicy passivation = PassivationPolicy.NEVER;

    TestGrid(EntityKind<?>... kinds) {
        this.kinds = List.of(kinds);
    }

    void passivation(PassivationPolicy policy) {
        passivation = policy;
    }

    void journalBytes(long most) {
        journalBytes = most;
    }

    /// Lets each member of the grid hold so many frames for another.
    void dataQueueFrames(int frames) {
        data = data.withQueue(Flow.DEFAULT_DATA_QUEUE_BYTES, frames);
    }

    void start(String... names) {
        for (var name : names) {
            start(name, Role.DATA, kinds);
        }
    }

    void startClient(String name, EntityKind<?>... more) {
        var all = new ArrayList<EntityKind<?>>(List.of(more));
        all.addAll(kinds);
        start(name, Role.CLIENT, all);
    }

    private void start(String name, Role role, List<EntityKind<?>> kinds) {
        var registry = MessageRegistry.builder();
        Sharding.registerMessages(registry, kinds, () -> member(name));
        var messages = registry.build();
        var transport =
                network.transport(TransportConfig.named(name).withRole(role).withData(data));
        var system = ActorSystem.create(name);
        var authorityThread = Executors.newSingleThreadScheduledExecutor();
        ownThreads.add(authorityThread);
        var remoting = new Remoting(system, transport, messages::codec, threads);
        try {
            var turns = Files.createTempFile("turns", name);
            var audit = TurnAudit.create(turns);
            var sharding = Sharding.over(
                    remoting,
                    new ShardingConfig(
                            SHARDS,
                            1,
                            expect,
                            journalBytes,
                            passivation,
                            TransportConfig.DEFAULT_CERTIFICATES,
                            Optional.of(audit),
                            System::currentTimeMillis),
                    kinds,
                    authorityThread,
                    housekeeping);
            nodes.put(name, new Running(system, remoting, sharding, audit, turns));
            remoting.start();
            transport.awaitFormed(ofSeconds(30));
            sharding.start();
            sharding.placed().get(30, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(name + " did not start", failure);
        }
    }

    /// Closes a member without handing anything over.
    void close(String name) {
        node(name).system().close();
        node(name).remoting().close();
    }

    int shards() {
        return SHARDS;
    }

    Sharding member(String name) {
        return node(name).sharding();
    }

    Stream<Sharding> members() {
        return nodes.values().stream().map(Running::sharding);
    }

    List<TurnAudit.Turn> turns(String name) throws IOException {
        return TurnAudit.read(node(name).turns());
    }

    void crash(String name) {
        network.crash(name);
    }

    /// Cuts some members off from the others.
    void cutOff(String... names) {
        var island = Set.of(names);
        var others =
                nodes.keySet().stream().filter(name -> !island.contains(name)).collect(Collectors.toSet());
        network.partition(List.of(island, others));
    }

    void heal() {
        network.heal();
    }

    void freeze(String name) {
        network.freeze(name);
    }

    private Running node(String name) {
        var node = nodes.get(name);
        assertThat(node).isNotNull();
        return node;
    }

    /// Waits until the shards are spread over so many members, and none is on its way.
    void awaitBalance(int members) {
        await(() -> members().anyMatch(member -> member.shardsByOwner().size() == members)
                && members().allMatch(member -> member.movingShards().isEmpty())
                && members().mapToInt(Sharding::runningShards).sum() == SHARDS
                && spread() <= 1);
    }

    /// How many more shards the member with the most owns than the one with the fewest.
    private int spread() {
        var counts = members().findFirst().orElseThrow().shardsByOwner().values();
        return Collections.max(counts) - Collections.min(counts);
    }

    /// Waits for what threads of the grid bring about.
    void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as(() -> "time is up; "
                            + members()
                                    .map(member -> member.shardsByOwner() + " " + member.shardStates() + " "
                                            + member.movingShards())
                                    .toList())
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    void stop() throws Exception {
        for (var node : nodes.values()) {
            node.system().close();
            node.remoting().close();
            node.audit().close();
            Files.delete(node.turns());
        }
        delivery.close();
        ownThreads.forEach(ExecutorService::close);
        housekeeping.close();
        threads.close();
    }
}
