package dev.understudy.sharding;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.Props;
import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.DeathProof;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.Role;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewChange;
import dev.understudy.remoting.NodeClosedException;
import dev.understudy.remoting.Remoting;
import dev.understudy.remoting.ReturningParents;
import dev.understudy.serialization.MessageCodec;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.Frame;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.LossLedger;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Message;
import dev.understudy.sharding.ownership.NodeBudget;
import dev.understudy.sharding.ownership.Rules;
import dev.understudy.sharding.ownership.Seat;
import dev.understudy.sharding.ownership.Settings;
import dev.understudy.sharding.ownership.ShardId;
import dev.understudy.sharding.ownership.ShardProtocol;
import dev.understudy.sharding.ownership.ShardState;
import dev.understudy.sharding.ownership.ShardTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sharding of one node: its [Membership], one [Shard] actor for each shard of the grid, and the frames between
/// them and their fellows on other members.
///
/// Every message for an entity, whoever sends it, passes the actor of its shard on the sending node and, where
/// another member owns the shard, the one there. So what happens to a shard and the messages for it are one sequence
/// on each node, and no lock is needed to keep messages in order while a shard changes hands.
///
/// Thread-safe.
final class ShardRegion {
    private static final int MOST_CHARACTERS_OF_AN_ID = 512;
    /// What the head of a frame takes beside its largest object.
    private static final int HEAD_BYTES = 4096;
    private static final String SHARD_NAME = "shard-";
    /// Where an entity's actor stands, and what it has started.
    private static final Pattern WITHIN_A_SHARD = Pattern.compile("/system/" + SHARD_NAME + "(\\d+)/.*");

    /// The owner of the shard does not know the type of the entity.
    static final Reason UNKNOWN_TYPE = new Reason("UNKNOWN_ENTITY_TYPE");

    /// No owner took the message before its deadline.
    static final Reason NO_OWNER = new Reason("NO_OWNER");

    /// The entity failed while it handled the message.
    static final Reason ENTITY_FAILED = new Reason("ENTITY_FAILED");

    /// The entity failed too often, and nobody has released it.
    static final Reason QUARANTINED = new Reason("QUARANTINED");

    /// There is no room for what the entity wanted to store.
    static final Reason JOURNAL_FULL = new Reason("JOURNAL_FULL");

    /// A stored entity wanted to send it in a turn that is lost, or may be.
    static final Reason TURN_LOST = new Reason("TURN_LOST");

    /// What an entity had sent to itself ends with its activation.
    static final Reason ACTIVATION_ENDED = new Reason("ACTIVATION_ENDED");

    private static final Logger log = LoggerFactory.getLogger(ShardRegion.class);

    private final Remoting remoting;
    private final Settings settings;
    private final NodeBudget budget;
    private final Map<String, EntityKind<?>> kinds;
    private final Map<ShardId, List<RegionRef<?>>> singletons;
    private final Optional<TurnAudit> audit;
    private final Passivation<RegionRef<?>> passivation;
    private final Membership membership;
    private final CargoCodec cargo;
    private final JournalBudget journal;
    private final ShardFrames frames;
    private final FailoverTimeline timeline;
    private final MemberId self;
    private final List<ActorRef<ShardMessage>> shards = new ArrayList<>();
    private final Set<ShardId> restless = ConcurrentHashMap.newKeySet();
    private final Map<ShardId, MovingShard> moving = new ConcurrentHashMap<>();
    private final Set<RegionRef<?>> quarantined = ConcurrentHashMap.newKeySet();
    /// Shards that run here, with the owner epoch.
    private final Map<ShardId, Long> running = new ConcurrentHashMap<>();
    private final AtomicInteger residents = new AtomicInteger();
    private final AtomicLong activations = new AtomicLong();
    private volatile Present present = new Present(Optional.empty(), Map.of());

    /// The members of a view by their ids; made once for each view.
    private record Present(Optional<View> view, Map<MemberId, Member> members) {}

    /// @param thread one thread, on which it is decided who owns what
    ShardRegion(
            Remoting remoting,
            Settings settings,
            Map<String, EntityKind<?>> kinds,
            ShardingConfig config,
            ScheduledExecutorService thread,
            ScheduledExecutorService housekeeping) {
        this.remoting = remoting;
        this.settings = settings;
        this.budget = NodeBudget.of(settings);
        this.kinds = Map.copyOf(kinds);
        this.audit = config.audit();
        this.passivation = new Passivation<>(config.passivation(), this::advise, housekeeping);
        this.cargo = new CargoCodec(this, remoting);
        this.journal = new JournalBudget(config.journalBytes());
        var time = remoting.system().timeSource();
        this.timeline = new FailoverTimeline(time::nanoTime, config.wallClock());
        var member = gridMember(remoting.transport().self());
        this.self = member.id();
        this.frames = new ShardFrames(remoting, cargo, self, () -> seat().genesisId(), this::arrived);
        var probe = new DispatcherProbe(remoting.system());
        this.membership =
                new Membership(settings, member, new Carrier(), config.certificates(), probe, time::nanoTime, thread);
        for (int shard = 0; shard < settings.shards(); shard++) {
            var id = new ShardId(shard);
            Props<ShardMessage> props = Props.of(context -> new Shard(context, this, id));
            shards.add(remoting.system().internals().spawnSystem(SHARD_NAME + shard, props));
        }
        this.singletons = kinds.values().stream()
                .filter(EntityKind::isSingleton)
                .<RegionRef<?>>map(kind -> regionRef(kind, Singleton.ID))
                .collect(groupingBy(RegionRef::shard));
        remoting.system().internals().attach(ReturningParents.class, this::epochOf);
        frames.start();
        remoting.onViewChange(this::onViewChange);
        remoting.onDeath(this::onDeath);
    }

    /// Begins to take shards; the cluster has formed.
    void start() {
        membership.start(remoting.transport().view());
    }

    private static GridMember gridMember(Member member) {
        int weight = member.role() == Role.DATA ? (int) Math.max(1, Math.round(member.weight())) : 0;
        var id = MemberIds.of(member);
        return new GridMember(id, 1, weight, member.zone().isEmpty() ? id.value() : member.zone());
    }

    /// What the membership has done.
    private final class Carrier implements Membership.Listener {
        private @Nullable Configuration followed;

        @Override
        public void send(MemberId to, Frame frame) {
            ShardRegion.this.send(to, frame);
        }

        @Override
        public void adopted(Configuration configuration) {
            timeline.chosen(configuration, seat().self());
            var before = followed;
            followed = configuration;
            for (int shard = 0; shard < shards.size(); shard++) {
                var id = new ShardId(shard);
                if (before == null || restless.contains(id) || differ(before, configuration, shard)) {
                    tell(id, new ShardMessage.Placed());
                }
            }
        }

        /// Whether a shard has to follow at once. One at rest of which nothing has changed follows with its
        /// next step.
        private static boolean differ(Configuration before, Configuration after, int shard) {
            return !before.members().equals(after.members())
                    || !before.table().of(shard).equals(after.table().of(shard));
        }

        @Override
        public void leaseChanged() {
            shards.forEach(shard -> shard.tell(new ShardMessage.Look()));
        }

        @Override
        public void standingChanged() {
            restless.forEach(shard -> tell(shard, new ShardMessage.Look()));
        }
    }

    // ---- what the shards ask for

    ShardProtocol protocol(ShardId shard) {
        return new ShardProtocol(shard.value(), settings, Rules.all(), seat().self(), budget);
    }

    Seat seat() {
        return membership.seat();
    }

    MemberId self() {
        return self;
    }

    ActorSystem system() {
        return remoting.system();
    }

    Passivation<RegionRef<?>> passivation() {
        return passivation;
    }

    Optional<TurnAudit> audit() {
        return audit;
    }

    FailoverTimeline timeline() {
        return timeline;
    }

    CargoCodec cargo() {
        return cargo;
    }

    /// What the stored entities take, and may.
    JournalBudget journal() {
        return journal;
    }

    LossLedger.Balance ledger() {
        return budget.ledger().balance();
    }

    /// How what is stored is put in bytes.
    MessageCodec codec() {
        return remoting.codec();
    }

    /// The most bytes that one message or answer may take.
    int mostBytes() {
        return remoting.transport().maxFrameBytes(ChannelKind.DATA) - HEAD_BYTES;
    }

    /// A number that no other activation of this node has.
    long nextActivation() {
        return activations.incrementAndGet();
    }

    @SuppressWarnings("unchecked") // registered under its type
    <C> EntityKind<C> kind(EntityType<C> type) {
        return (EntityKind<C>) kind(type.name());
    }

    private EntityKind<?> kind(String type) {
        var kind = kinds.get(type);
        if (kind == null) {
            throw new UnknownEntityTypeException(type, kinds.keySet());
        }
        return kind;
    }

    /// The singletons of a shard: there unasked where the shard runs.
    List<RegionRef<?>> singletons(ShardId shard) {
        return singletons.getOrDefault(shard, List.of());
    }

    /// The entity that the ownership protocol calls so; empty if its type is not known here.
    Optional<RegionRef<?>> find(String key) {
        int end = key.indexOf('\0');
        var kind = end < 0 ? null : kinds.get(key.substring(0, end));
        return kind == null ? Optional.empty() : Optional.of(regionRef(kind, key.substring(end + 1)));
    }

    /// Notes what a shard is doing here.
    void setState(ShardId shard, ShardState state, long ownerEpoch) {
        if (state == ShardState.ACTIVE) {
            running.put(shard, ownerEpoch);
        } else {
            running.remove(shard);
        }
        boolean rests = state == ShardState.ACTIVE || state == ShardState.BACKUP || state == ShardState.NONE;
        if (rests) {
            moving.remove(shard);
        } else {
            moving.put(shard, new MovingShard(shard.value(), state, ownerEpoch));
        }
    }

    /// Notes whether a shard waits for something.
    void setRestless(ShardId shard, boolean isRestless) {
        if (isRestless) {
            restless.add(shard);
        } else {
            restless.remove(shard);
        }
    }

    /// The epoch of the activation that an actor belongs to, if it is an entity or what an entity has started.
    private OptionalLong epochOf(String path) {
        var within = WITHIN_A_SHARD.matcher(path);
        var epoch = within.matches() ? running.get(new ShardId(Integer.parseInt(within.group(1)))) : null;
        return epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch);
    }

    void residentsChanged(int by) {
        residents.addAndGet(by);
    }

    /// What an entity had sent to itself and not handled when it left. A stored one gets it as a command where
    /// it is next; that of a volatile one cannot follow.
    void strayed(RegionRef<?> target, Object message) {
        if (target.type().isStored()) {
            if (message instanceof EntityTurn aside) {
                tell(target.shard(), new ShardMessage.Again(target, aside));
            } else {
                target.tellEnvelope(message instanceof Envelope envelope ? envelope : () -> message);
            }
            return;
        }
        system().deadLetterChannel().publish(new DeadLetter(message, target, ACTIVATION_ENDED));
    }

    /// A message of this node cannot be put in bytes, now or ever.
    void unsendable(String key, Object message, @Nullable ReplyRef<?> replyTo, Reason reason, RuntimeException cause) {
        log.warn("a message to {} cannot be sent", key.replace('\0', '/'), cause);
        if (replyTo != null) {
            replyTo.unsendable(cause);
        }
        find(key).ifPresent(target -> system().deadLetterChannel().publish(new DeadLetter(message, target, reason)));
    }

    /// An ask whose shard ends with this node.
    void abandoned(AskPromise<?> ask) {
        ask.fail(new NodeClosedException(ask.path()));
    }

    // ---- what arrives

    private void arrived(Frame frame) {
        if (frame.message() instanceof Message.ForShard message) {
            tell(new ShardId(message.shard()), new ShardMessage.Arrived(frame));
        } else {
            membership.receive(frame);
        }
    }

    /// Sends a frame of the protocol. It may get lost, and the protocol knows that.
    void send(MemberId to, Frame frame) {
        if (to.equals(self)) {
            arrived(frame);
            return;
        }
        var member = members().get(to);
        if (member != null) { // else not in view: whoever waits for an answer sends again
            frames.send(member, frame);
        }
    }

    private void onViewChange(ViewChange change) {
        change.left().forEach(member -> {
            timeline.noticed(MemberIds.of(member));
            frames.forget(member);
        });
        membership.viewChanged(change.current(), change.left());
    }

    private void onDeath(Member dead, DeathProof proof) {
        timeline.certified(MemberIds.of(dead));
        membership.died(dead, proof);
    }

    // ---- what the node asks for

    /// The address of an entity.
    ///
    /// @throws UnknownEntityTypeException if the type is not registered on this node
    <C> EntityRef<C> entityRef(EntityType<C> type, String id) {
        return entityRef(type, id, null);
    }

    /// The address of an entity as another one sees it.
    <C> EntityRef<C> entityRef(EntityType<C> type, String id, @Nullable TurnOutbox outbox) {
        return new EntityAddress<>(regionRef(kind(type), id), outbox);
    }

    EntityRef<?> entityRef(String type, String id) {
        return new EntityAddress<>(regionRef(kind(type), id), null);
    }

    Map<String, Integer> shardsByOwner() {
        var counts = new TreeMap<String, Integer>();
        table().ownerCounts().forEach((owner, count) -> {
            var member = members().get(owner);
            counts.put(member == null ? owner.value() : member.name(), count);
        });
        return counts;
    }

    /// How many shards are in each state here; those that are not mentioned elsewhere are left out.
    Map<ShardState, Integer> shardStates() {
        var counts = new EnumMap<ShardState, Integer>(ShardState.class);
        counts.put(ShardState.ACTIVE, running.size());
        moving.values().forEach(shard -> counts.merge(shard.state(), 1, Integer::sum));
        return counts;
    }

    List<MovingShard> movingShards() {
        return List.copyOf(moving.values());
    }

    /// The member that owns an entity's shard, as far as this node knows.
    Optional<Member> ownerOf(EntityType<?> type, String id) {
        var table = table();
        return table.of(ShardId.of(type.name(), id, table.shards()))
                .currentOwner()
                .map(members()::get);
    }

    int thinShards() {
        var table = table();
        int thin = 0;
        for (int shard = 0; shard < table.shards(); shard++) {
            if (table.of(new ShardId(shard)).inSync().size() <= settings.backups()) {
                thin++;
            }
        }
        return thin;
    }

    ShardTable table() {
        return seat().configuration().map(Configuration::table).orElseGet(() -> ShardTable.empty(settings.shards()));
    }

    /// Whether entities may run here: this node belongs to the grid and holds a lease.
    boolean isLeased() {
        return seat().isMember() && seat().holdsLease(system().timeSource().nanoTime());
    }

    /// The entities of this node that failed too often; their shards keep the set.
    Set<RegionRef<?>> quarantined() {
        return quarantined;
    }

    /// Lets an entity out of quarantine, if it is in it here.
    boolean release(EntityType<?> type, String id) {
        var target = regionRef(kind(type), id);
        boolean isHere = quarantined.contains(target);
        if (isHere) {
            tell(target.shard(), new ShardMessage.Release(target));
        }
        return isHere;
    }

    /// How many entities are in memory here.
    int residents() {
        return residents.get();
    }

    /// How many shards run here.
    int runningShards() {
        return running.size();
    }

    /// Completes when a configuration has named this node.
    CompletableFuture<Void> placed() {
        return membership.belongs();
    }

    /// Hands all shards over to the other members, if there are any that host shards.
    CompletableFuture<Void> leave() {
        return membership.leave();
    }

    Operator operator() {
        return new Operator(membership);
    }

    // ---- ways in

    void tell(ShardId shard, ShardMessage message) {
        shards.get(shard.value()).tell(message);
    }

    private void advise(RegionRef<?> target) {
        tell(target.shard(), new ShardMessage.Passivate(target));
    }

    @SuppressWarnings("ReferenceEquality") // another object is another view, or one that is worth a look
    private Map<MemberId, Member> members() {
        var view = remoting.transport().view();
        var now = present;
        if (now.view().isEmpty() || now.view().get() != view) {
            now = new Present(
                    Optional.of(view),
                    view.members().stream().collect(toUnmodifiableMap(MemberIds::of, member -> member)));
            present = now;
        }
        return now.members();
    }

    private <C> RegionRef<C> regionRef(EntityKind<C> kind, String id) {
        var type = kind.type();
        if (id.isEmpty() || id.length() > MOST_CHARACTERS_OF_AN_ID || id.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "entity id '%s' of type %s must have 1 to %d characters, none of them NUL"
                            .formatted(id, type, MOST_CHARACTERS_OF_AN_ID));
        }
        return new RegionRef<>(this, type, id, ShardId.of(type.name(), id, shards.size()));
    }
}
