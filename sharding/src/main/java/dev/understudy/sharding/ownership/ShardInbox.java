package dev.understudy.sharding.ownership;

import dev.understudy.sharding.ownership.HandoffState.Waiting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The receiving ends of a shard's lanes at its owner, and the messages that wait for their turn.
///
/// *Lanes.* Each delivers in order and once. A lane that the inbox has never heard of is new if it was opened
/// since [#since], the first ownership of an unbroken row of planned handoffs; an older one began with an owner
/// that crashed, and is lost.
///
/// *Turns.* Messages of one entity are begun one at a time and in order; entities take turns.
///
/// *Limits.* It takes as many messages as fit, by their number and their bytes, and by the bytes that all shards of
/// the node hold. One message fits always where nothing else waits.
///
/// *Settled* is a lane's prefix of messages that were handled for good. The sender keeps what lies above it.
final class ShardInbox {
    private final Map<LaneId, Lane> lanes = new LinkedHashMap<>();
    private final Map<String, ArrayDeque<Waiting>> waiting = new LinkedHashMap<>();
    /// Entities with messages that wait and none under way, in the order in which they are served.
    private final Set<String> ready = new LinkedHashSet<>();

    private final Set<String> busy = new LinkedHashSet<>();
    private final long since;
    private final Settings settings;
    private final HeldBytes node;
    private int size;
    private long bytes;

    private static final class Lane {
        long delivered;
        final TreeSet<Long> open = new TreeSet<>();
    }

    /// An inbox that begins with an ownership.
    ShardInbox(long since, Settings settings, HeldBytes node) {
        this.since = since;
        this.settings = settings;
        this.node = node;
    }

    /// An inbox that goes on where another owner's ended.
    ShardInbox(HandoffState frozen, Settings settings, HeldBytes node) {
        this(frozen.since(), settings, node);
        frozen.delivered().forEach((id, delivered) -> lane(id).delivered = delivered);
        for (var message : frozen.waiting()) {
            lane(message.lane()).open.add(message.message().seq());
            node.force(sizeOf(message));
            add(message);
        }
    }

    /// How far each lane has delivered.
    Map<LaneId, Long> delivered() {
        var delivered = new LinkedHashMap<LaneId, Long>();
        lanes.forEach((id, lane) -> delivered.put(id, lane.delivered));
        return delivered;
    }

    /// What has not begun, in order for each entity.
    List<Waiting> waiting() {
        var left = new ArrayList<Waiting>();
        waiting.values().forEach(left::addAll);
        return left;
    }

    private Lane lane(LaneId id) {
        return lanes.computeIfAbsent(id, _ -> new Lane());
    }

    private void add(Waiting message) {
        var entity = message.message().entityId();
        waiting.computeIfAbsent(entity, _ -> new ArrayDeque<>()).add(message);
        size++;
        bytes += sizeOf(message);
        if (!busy.contains(entity)) {
            ready.add(entity);
        }
    }

    /// The first ownership of the unbroken row of handoffs.
    long since() {
        return since;
    }

    boolean isLost(LaneId id) {
        return id.opened() < since && !lanes.containsKey(id);
    }

    int size() {
        return size;
    }

    /// Whether a turn can begin now.
    boolean isReady() {
        return !ready.isEmpty();
    }

    /// Takes what is new and contiguous, as far as it fits; what was taken before is left aside.
    ///
    /// @return whether all of it fitted
    boolean take(LaneId id, List<EntityMessage> messages) {
        var lane = lane(id);
        for (var message : messages) {
            if (message.seq() == lane.delivered + 1) {
                var taken = new Waiting(id, message);
                boolean fits = size == 0
                        || (size < settings.heldPerShard() && bytes + sizeOf(taken) <= settings.heldBytesPerShard());
                if (!fits || !node.take(sizeOf(taken))) {
                    return false;
                }
                lane.delivered++;
                lane.open.add(message.seq());
                add(taken);
            }
        }
        return true;
    }

    private static long sizeOf(Waiting message) {
        return message.message().payload().size();
    }

    /// Its owner has stopped: what waits is held by its senders alone.
    void close() {
        node.free(size, bytes);
        bytes = 0;
        size = 0;
    }

    /// The next message whose entity is free, and marks the entity busy; null if there is none.
    @Nullable
    Waiting begin() {
        if (ready.isEmpty()) {
            return null;
        }
        var entity = ready.iterator().next();
        ready.remove(entity);
        busy.add(entity);
        var messages = waiting.get(entity);
        if (messages == null) {
            throw new IllegalStateException("entity " + entity + " is ready without a message: a bug of the protocol");
        }
        var first = messages.remove();
        if (messages.isEmpty()) {
            waiting.remove(entity);
        }
        size--;
        bytes -= sizeOf(first);
        node.free(sizeOf(first));
        return first;
    }

    /// A message that was begun was not handled after all: it is the first of its entity again.
    void putBack(Waiting message) {
        var entity = message.message().entityId();
        waiting.computeIfAbsent(entity, _ -> new ArrayDeque<>()).addFirst(message);
        size++;
        bytes += sizeOf(message);
        node.force(sizeOf(message));
        free(entity);
    }

    void free(String entityId) {
        busy.remove(entityId);
        if (waiting.containsKey(entityId)) {
            ready.add(entityId);
        }
    }

    /// A message has been handled for good.
    void settle(LaneId id, long seq) {
        lane(id).open.remove(seq);
    }

    long settled(LaneId id) {
        var lane = lanes.get(id);
        if (lane == null) {
            return 0;
        }
        return lane.open.isEmpty() ? lane.delivered : lane.open.first() - 1;
    }

    /// The lanes of senders that are gone are forgotten.
    void forget(Configuration configuration) {
        lanes.keySet().removeIf(id -> !configuration.contains(id.sender()) && isIdle(id));
    }

    private boolean isIdle(LaneId id) {
        for (var messages : waiting.values()) {
            for (var message : messages) {
                if (message.lane().equals(id)) {
                    return false;
                }
            }
        }
        return true;
    }
}
