package dev.understudy.sharding.ownership;

import java.util.ArrayDeque;
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
/// *Settled* is a lane's prefix of messages that were handled for good. The sender keeps what lies above it.
final class ShardInbox {
    private final Map<LaneId, Lane> lanes = new LinkedHashMap<>();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final Set<String> busy = new LinkedHashSet<>();
    private final long since;

    /// A message that was taken from its lane and not begun.
    ///
    /// @param lane where it came from
    /// @param message what it says
    public record Waiting(LaneId lane, EntityMessage message) {}

    /// What a handoff carries: how far each lane has delivered, and what waits.
    ///
    /// @param since the first ownership of the unbroken row of handoffs
    /// @param delivered the last seq that each lane has delivered
    /// @param waiting messages that were not begun, in order
    public record Frozen(long since, Map<LaneId, Long> delivered, List<Waiting> waiting) {}

    private static final class Lane {
        long delivered;
        final TreeSet<Long> open = new TreeSet<>();
    }

    /// An inbox that begins with an ownership.
    ShardInbox(long since) {
        this.since = since;
    }

    /// An inbox that goes on where another owner's ended.
    ShardInbox(Frozen frozen) {
        since = frozen.since();
        frozen.delivered().forEach((id, delivered) -> lane(id).delivered = delivered);
        for (var waiting : frozen.waiting()) {
            lane(waiting.lane()).open.add(waiting.message().seq());
            queue.add(waiting);
        }
    }

    Frozen freeze() {
        var delivered = new LinkedHashMap<LaneId, Long>();
        lanes.forEach((id, lane) -> delivered.put(id, lane.delivered));
        return new Frozen(since, delivered, List.copyOf(queue));
    }

    private Lane lane(LaneId id) {
        return lanes.computeIfAbsent(id, _ -> new Lane());
    }

    /// The first ownership of the unbroken row of handoffs.
    long since() {
        return since;
    }

    boolean isLost(LaneId id) {
        return id.opened() < since && !lanes.containsKey(id);
    }

    int size() {
        return queue.size();
    }

    /// Takes what is new and contiguous; what was taken before is left aside.
    void take(LaneId id, List<EntityMessage> messages) {
        var lane = lane(id);
        for (var message : messages) {
            if (message.seq() == lane.delivered + 1) {
                lane.delivered++;
                lane.open.add(message.seq());
                queue.add(new Waiting(id, message));
            }
        }
    }

    /// The first message whose entity is free, and marks the entity busy; null if there is none.
    @Nullable
    Waiting begin() {
        for (var iterator = queue.iterator(); iterator.hasNext(); ) {
            var waiting = iterator.next();
            if (busy.add(waiting.message().entityId())) {
                iterator.remove();
                return waiting;
            }
        }
        return null;
    }

    void free(String entityId) {
        busy.remove(entityId);
    }

    /// A message has been handled for good.
    ///
    /// @return how far the lane is settled now
    long settle(LaneId id, long seq) {
        var lane = lane(id);
        lane.open.remove(seq);
        return settled(id);
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
        lanes.keySet()
                .removeIf(id -> !configuration.contains(id.sender())
                        && queue.stream().noneMatch(waiting -> waiting.lane().equals(id)));
    }
}
