package dev.understudy.sharding;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.Props;
import dev.understudy.actor.internal.AskPromise;
import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.FrameTooLargeException;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewChange;
import dev.understudy.remoting.FrameKind;
import dev.understudy.remoting.Remoting;
import dev.understudy.serialization.SerializationException;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import dev.understudy.sharding.ShardMessage.Arrived;
import dev.understudy.sharding.ShardMessage.ForEntity;
import dev.understudy.sharding.ShardMessage.Local;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.ShardId;
import dev.understudy.sharding.ownership.ShardTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sharding of one node: one [Shard] actor for each shard of the grid, and the frames between them and their
/// fellows on other members.
///
/// Every message for an entity, whoever sends it, passes the actor of its shard on the sending node and, where
/// another member owns the shard, the one there. So what happens to a shard (placed, moved, lost) and the messages
/// for it are one sequence on each node, and no lock is needed to keep messages in order while a shard changes hands.
///
/// Thread-safe.
final class ShardRegion {
    private static final FrameKind ENTITY = new FrameKind(16, "ENTITY");
    private static final FrameKind MOVED = new FrameKind(17, "MOVED");
    private static final FrameKind REFUSED = new FrameKind(18, "REFUSED");
    private static final FrameKind RELEASED = new FrameKind(35, "RELEASED");
    private static final long NO_ASK = 0;
    private static final int MOST_CHARACTERS_OF_AN_ID = 512;

    /// The owner of the shard does not know the type of the entity.
    static final Reason UNKNOWN_TYPE = new Reason("UNKNOWN_ENTITY_TYPE");

    /// A tell met a shard that had moved; it is not sent after its fellows, or it would overtake them.
    static final Reason SHARD_MOVED = new Reason("SHARD_MOVED");

    /// More messages wait for the shard than are held.
    static final Reason TOO_MANY_HELD = new Reason("TOO_MANY_HELD");

    private static final Logger log = LoggerFactory.getLogger(ShardRegion.class);

    private final Remoting remoting;
    private final Authority authority;
    private final Map<String, EntityKind<?>> kinds;
    private final Optional<TurnAudit> audit;
    private final Passivation passivation;
    private final MemberId self;
    private final List<ActorRef<ShardMessage>> shards = new ArrayList<>();
    private final Set<ShardId> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger residents = new AtomicInteger();
    private final AtomicLong activations = new AtomicLong();
    private final CompletableFuture<Void> placed = new CompletableFuture<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private volatile boolean isLeaving;
    private volatile Present present = new Present(Optional.empty(), Map.of());

    /// The members of a view by their ids; made once for each view.
    private record Present(Optional<View> view, Map<MemberId, Member> members) {}

    ShardRegion(
            Remoting remoting,
            Authority authority,
            Map<String, EntityKind<?>> kinds,
            PassivationPolicy passivation,
            ScheduledExecutorService housekeeping,
            Optional<TurnAudit> audit) {
        this.remoting = remoting;
        this.authority = authority;
        this.kinds = Map.copyOf(kinds);
        this.audit = audit;
        this.passivation = new Passivation(passivation, this::advise, housekeeping);
        this.self = MemberIds.of(remoting.transport().self());
        for (int shard = 0; shard < authority.table().shards(); shard++) {
            var id = new ShardId(shard);
            Props<ShardMessage> props = Props.of(context -> new Shard(context, this, id));
            shards.add(remoting.system().internals().spawnSystem("shard-" + shard, props));
        }
        remoting.handle(ENTITY, this::onEntity);
        remoting.handle(MOVED, this::onMoved);
        remoting.handle(REFUSED, this::onRefused);
        remoting.handle(RELEASED, this::onReleased);
        remoting.onViewChange(this::onViewChange);
        authority.listen(this::install, () -> left.complete(null));
    }

    /// Begins to take shards; the cluster has formed.
    void start() {
        authority.formed();
    }

    // ---- what the shards ask for ----

    MemberId self() {
        return self;
    }

    ActorSystem system() {
        return remoting.system();
    }

    Passivation passivation() {
        return passivation;
    }

    Optional<TurnAudit> audit() {
        return audit;
    }

    /// A number that no other activation of this node has.
    long nextActivation() {
        return activations.incrementAndGet();
    }

    /// Whether a member is in the view.
    boolean isPresent(MemberId member) {
        return members().containsKey(member);
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

    /// Notes that a shard runs entities here, or does not any more.
    void setRunning(ShardId shard, boolean runs) {
        if (runs) {
            running.add(shard);
        } else {
            running.remove(shard);
            completeLeave();
        }
    }

    /// Nothing runs here, and nothing waits to: what a shard still waits for could come after its last fellow stopped.
    private void completeLeave() {
        if (isLeaving && running.isEmpty() && table().ownedBy(self).isEmpty()) {
            left.complete(null);
        }
    }

    void residentsChanged(int by) {
        residents.addAndGet(by);
    }

    /// Sends a message to the owner of its shard.
    ///
    /// @throws SerializationException if it cannot be put in bytes
    /// @throws FrameTooLargeException if those are too many
    SendResult send(Local message, MemberId owner, long epoch) {
        var member = members().get(owner);
        if (member == null) {
            return SendResult.UNKNOWN_MEMBER;
        }
        if (!(message.envelope() instanceof AskPromise<?> ask)) {
            return send(message, member, epoch, NO_ASK);
        }
        var result = send(message, member, epoch, remoting.exportAsk(ask, member.incarnation()));
        if (result != SendResult.ACCEPTED) {
            remoting.returned(ask, member.incarnation());
        }
        return result;
    }

    private SendResult send(Local message, Member owner, long epoch, long ask) {
        var frame = header(ENTITY, epoch, message.target(), ask);
        remoting.codec().encode(message.message(), frame);
        return remoting.send(owner, ChannelKind.DATA, frame);
    }

    /// Sends a message back to where it came from, since this member does not own its shard. An asker still has its
    /// request; what was told travels back to become a dead letter there.
    ///
    /// @return false if the sender takes no frames for the moment
    boolean bounce(Arrived message, long epoch) {
        var frame = header(MOVED, epoch, message.target(), message.ask());
        try {
            if (message.ask() == NO_ASK) {
                remoting.codec().encode(message.message(), frame);
            }
            return switch (remoting.send(message.from(), ChannelKind.DATA, frame)) {
                case ACCEPTED -> true;
                case BUSY -> false;
                case UNKNOWN_MEMBER -> {
                    undeliverable(message, Remoting.MEMBER_LOST);
                    yield true;
                }
            };
        } catch (SerializationException | FrameTooLargeException cause) {
            log.warn("a message to {} cannot be sent back to {}", message.target(), message.from(), cause);
            undeliverable(message, SHARD_MOVED);
            return true;
        }
    }

    /// Tells whoever sent a message from another member that it was not handled.
    void refuse(Arrived message, Reason reason) {
        refuse(message.from(), message.ask(), reason);
    }

    private void refuse(Member asker, long ask, Reason reason) {
        if (ask != NO_ASK) {
            remoting.send(asker.incarnation(), REFUSED.frame().writeVarLong(ask).writeString(reason.code()));
        }
    }

    /// Makes a message a dead letter, and tells its sender.
    void undeliverable(ForEntity message, Reason reason) {
        system().deadLetterChannel().publish(new DeadLetter(message.message(), message.target(), reason));
        message.undelivered(message.target(), reason);
    }

    /// What an entity had sent to itself and not handled when it left: it cannot follow.
    void strayed(RegionRef<?> target, Object message) {
        system().deadLetterChannel().publish(new DeadLetter(message, target, SHARD_MOVED));
    }

    /// Tells the owner of a shard that it does not run here.
    void release(ShardId shard, long ownerEpoch, MemberId owner) {
        var frame = RELEASED.frame().writeVarInt(shard.value()).writeVarLong(ownerEpoch);
        remoting.sendUntilTaken(() -> {
            var row = authority.table().of(shard);
            if (!row.isOwnedBy(owner) || row.ownerEpoch() != ownerEpoch) {
                return SendResult.UNKNOWN_MEMBER; // another owner waits by now, and was told, or will be
            }
            var member = members().get(owner);
            // Not in view yet: members introduce themselves at their own pace. If it is gone, another table comes.
            return member == null ? SendResult.BUSY : remoting.send(member, ChannelKind.CONTROL, frame);
        });
    }

    // ---- what the node asks for ----

    /// The address of an entity.
    ///
    /// @throws UnknownEntityTypeException if the type is not registered on this node
    <C> EntityRef<C> entityRef(EntityType<C> type, String id) {
        return new EntityAddress<>(regionRef(kind(type), id));
    }

    EntityRef<?> entityRef(String type, String id) {
        return new EntityAddress<>(regionRef(kind(type), id));
    }

    Map<String, Integer> shardsByOwner() {
        var counts = new TreeMap<String, Integer>();
        authority.table().ownerCounts().forEach((owner, count) -> {
            var member = members().get(owner);
            counts.put(member == null ? owner.value() : member.name(), count);
        });
        return counts;
    }

    /// The member that owns an entity's shard, as far as this node knows.
    Optional<Member> ownerOf(EntityType<?> type, String id) {
        var table = authority.table();
        return table.of(ShardId.of(type.name(), id, table.shards()))
                .currentOwner()
                .map(members()::get);
    }

    ShardTable table() {
        return authority.table();
    }

    /// How many entities are in memory here.
    int residents() {
        return residents.get();
    }

    /// How many shards run here.
    int runningShards() {
        return running.size();
    }

    /// Completes when the first table is installed.
    CompletableFuture<Void> placed() {
        return placed.copy();
    }

    /// Hands all shards over to the other members, if there are any that host shards.
    ///
    /// @return completes when nothing runs here any more
    CompletableFuture<Void> leave() {
        isLeaving = true;
        authority.leave();
        completeLeave();
        return left.copy();
    }

    // ---- ways in ----

    void route(ForEntity message) {
        tell(message.target().shard(), message);
    }

    private void tell(ShardId shard, ShardMessage message) {
        shards.get(shard.value()).tell(message);
    }

    private void advise(RegionRef<?> target) {
        tell(target.shard(), new ShardMessage.Passivate(target));
    }

    private void install(ShardTable table) {
        for (int shard = 0; shard < table.shards(); shard++) {
            shards.get(shard).tell(new ShardMessage.Placed(table.epoch(), table.of(shard)));
        }
        placed.complete(null);
        completeLeave();
    }

    private void onViewChange(ViewChange change) {
        for (var member : change.left()) {
            var lost = new ShardMessage.Lost(MemberIds.of(member));
            shards.forEach(shard -> shard.tell(lost));
        }
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

    private void onEntity(Member from, WireInput frame) {
        long epoch = frame.readVarLong();
        var typeName = frame.readString();
        var id = frame.readString();
        long ask = frame.readVarLong();
        var kind = kinds.get(typeName);
        if (kind == null) {
            log.warn("{} sent a message for {}/{}, whose type this node does not know", from, typeName, id);
            refuse(from, ask, UNKNOWN_TYPE);
            return;
        }
        var target = regionRef(kind, id);
        try {
            route(new Arrived(target, from, epoch, ask, remoting.codec().decode(frame)));
        } catch (SerializationException unreadable) {
            refuse(from, ask, Remoting.UNREADABLE);
            throw unreadable; // counted and logged as every frame that cannot be read
        }
    }

    private void onMoved(Member from, WireInput frame) {
        long epoch = frame.readVarLong();
        var typeName = frame.readString();
        var id = frame.readString();
        long number = frame.readVarLong();
        var target = regionRef(kind(typeName), id);
        if (number == NO_ASK) {
            var message = remoting.codec().decode(frame);
            system().deadLetterChannel().publish(new DeadLetter(message, target, SHARD_MOVED));
        } else {
            remoting.ask(number).ifPresent(ask -> {
                remoting.returned(ask, from.incarnation());
                route(new Local(target, ask, epoch));
            });
        }
    }

    private void onRefused(Member from, WireInput frame) {
        long number = frame.readVarLong();
        var reason = new Reason(frame.readString());
        remoting.ask(number).ifPresent(ask -> ask.fail(new EntityUnavailableException(ask.path(), reason)));
    }

    private void onReleased(Member from, WireInput frame) {
        var shard = new ShardId(frame.readVarInt());
        tell(shard, new ShardMessage.Released(MemberIds.of(from), frame.readVarLong()));
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

    private static WireOutput header(FrameKind kind, long epoch, RegionRef<?> target, long ask) {
        return kind.frame()
                .writeVarLong(epoch)
                .writeString(target.type().name())
                .writeString(target.id())
                .writeVarLong(ask);
    }
}
