package dev.understudy.sharding;

import dev.understudy.cluster.Member;
import dev.understudy.remoting.Remoting;
import dev.understudy.serialization.MessageRegistry;
import dev.understudy.sharding.ownership.LossLedger;
import dev.understudy.sharding.ownership.Settings;
import dev.understudy.sharding.ownership.ShardState;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The sharding of one node, as the node starts, asks and ends it.
///
/// Thread-safe.
public final class Sharding {
    /// The wire name of [EntityRef].
    private static final String ENTITY_REF = "entity-ref";

    private final ShardRegion region;

    private Sharding(ShardRegion region) {
        this.region = region;
    }

    /// Prepares the sharding of a node whose transport has not started.
    ///
    /// @param kinds the entity types that the node knows; names are unique
    /// @param authorityThread one thread, on which it is decided who owns what
    /// @param housekeeping where Caffeine keeps its books
    public static Sharding over(
            Remoting remoting,
            ShardingConfig config,
            List<EntityKind<?>> kinds,
            ScheduledExecutorService authorityThread,
            ScheduledExecutorService housekeeping) {
        var settings = Settings.defaults()
                .withShards(config.shards(), config.backups())
                .withExpect(config.expect());
        Map<String, EntityKind<?>> byName =
                kinds.stream().collect(Collectors.toMap(kind -> kind.type().name(), Function.identity()));
        return new Sharding(new ShardRegion(remoting, settings, byName, config, authorityThread, housekeeping));
    }

    /// Registers what entities are told, each protocol under the name of the first of the types that take it, and
    /// [EntityRef]s.
    ///
    /// @param sharding of the node whose messages these are; asked when the first [EntityRef] arrives
    public static void registerMessages(
            MessageRegistry.Builder registry, List<EntityKind<?>> kinds, Supplier<Sharding> sharding) {
        var protocols = new HashSet<Class<?>>();
        kinds.stream()
                .map(EntityKind::type)
                .sorted(Comparator.comparing(EntityType::name))
                .filter(type -> protocols.add(type.protocol()))
                .forEach(type -> registry.register(type.name(), type.protocol()));
        kinds.stream()
                .flatMap(kind -> kind.type().stores().stream())
                .filter(stored -> stored.isRecord() || stored.isEnum() || stored.isSealed())
                .forEach(registry::register);
        registry.register(ENTITY_REF, EntityRef.class, new EntityRefSerializer(sharding));
    }

    /// Begins to take shards; the cluster has formed.
    public void start() {
        region.start();
    }

    /// Completes when this node belongs to the grid: then every entity can be reached.
    public CompletableFuture<Void> placed() {
        return region.placed();
    }

    /// The address of an entity.
    ///
    /// @throws UnknownEntityTypeException if the node does not know the type
    /// @throws IllegalArgumentException if the id is empty, longer than 512 characters, or holds a NUL
    public <C> EntityRef<C> entityRef(EntityType<C> type, String id) {
        return region.entityRef(type, id);
    }

    /// The address of an entity whose type is known by its name.
    ///
    /// @throws UnknownEntityTypeException if the node does not know the type
    public EntityRef<?> entityRef(String type, String id) {
        return region.entityRef(type, id);
    }

    /// The address of a singleton.
    ///
    /// @throws UnknownEntityTypeException if the node does not know it
    public <C> EntityRef<C> singletonRef(Singleton<C> singleton) {
        return region.entityRef(singleton.type(), Singleton.ID);
    }

    /// The member that runs a singleton, as far as this node knows; empty while nobody does.
    public Optional<Member> ownerOf(Singleton<?> singleton) {
        return region.ownerOf(singleton.type(), Singleton.ID);
    }

    /// The member that owns an entity's shard, as far as this node knows; empty while nobody does.
    public Optional<Member> ownerOf(EntityType<?> type, String id) {
        return region.ownerOf(type, id);
    }

    /// The epoch of the newest configuration here; 0 before the first.
    public long epoch() {
        return region.table().epoch();
    }

    /// How many shards each member owns by the newest table, by the member's name.
    public Map<String, Integer> shardsByOwner() {
        return region.shardsByOwner();
    }

    /// How many shards run here now.
    public int runningShards() {
        return region.runningShards();
    }

    /// How many shards are in each state here, but for copies and those that are not kept here.
    public Map<ShardState, Integer> shardStates() {
        return region.shardStates();
    }

    /// The shards that are on their way from one state to another here.
    public List<MovingShard> movingShards() {
        return region.movingShards();
    }

    /// Whether entities may run here: this node belongs to the grid, and a majority of the voters has granted it a
    /// lease. Without one nothing runs here, and what is asked here is answered only once there is one again.
    public boolean isLeased() {
        return region.isLeased();
    }

    /// The last failovers in which this node took shards over.
    public FailoverTimeline failovers() {
        return region.timeline();
    }

    /// How many shards have fewer in-sync copies than they should, by the newest table: a crash now may cost more than
    /// it promises.
    public int thinShards() {
        return region.thinShards();
    }

    /// How many bytes the stored entities of this node's own shards take.
    public long journalBytes() {
        return region.journal().bytes();
    }

    /// How many turns of this node's stored entities not all in-sync copies have at this moment: what their
    /// answers wait for. It says how far the backups lag.
    public long turnsUnderWay() {
        return region.journal().unsafe();
    }

    /// What became of everything that this node has told and asked entities.
    public LossLedger.Balance ledger() {
        return region.ledger();
    }

    /// The entities of this node that have failed too often, as `type/id`: they are not activated, and what they are
    /// asked fails with [EntityUnavailableException] and the reason `QUARANTINED`.
    public Set<String> quarantined() {
        return region.quarantined().stream().map(RegionRef::path).collect(Collectors.toCollection(TreeSet::new));
    }

    /// Lets an entity out of quarantine: its next message activates it. A no-op where it is not in quarantine; it is so
    /// on the owner of its shard alone, and only as long as that owns the shard.
    ///
    /// @return whether it was in quarantine here
    public boolean release(EntityType<?> type, String id) {
        return region.release(type, id);
    }

    /// How many entities are in memory here.
    public int residents() {
        return region.residents();
    }

    /// Hands all shards over to the other members that host shards, if there are any.
    ///
    /// @return completes when nothing depends on this node any more; late or never if too few members answer, so
    ///     wait with a limit
    public CompletableFuture<Void> leave() {
        return region.leave();
    }

    /// For the words of an operator.
    public Operator operator() {
        return region.operator();
    }
}
