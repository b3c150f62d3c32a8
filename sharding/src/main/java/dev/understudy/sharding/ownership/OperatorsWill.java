package dev.understudy.sharding.ownership;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// What operators told this node to have done, until it is: the node repeats it to the leader.
///
/// *Given up once.* A shard is forced for one loss, which its last ownership names, and a voter is dropped from one
/// absence. What is asked for again later must be said again: a word that came late would else destroy what has
/// come back meanwhile.
final class OperatorsWill {
    private final Map<Integer, Long> forced = new LinkedHashMap<>();
    private final Set<MemberId> dropped = new LinkedHashSet<>();
    private long saidAt = Long.MIN_VALUE;

    /// Gives up what a shard held that waits now.
    void force(int shard, Configuration current) {
        var row = current.table().of(shard);
        if (row.owner() == null) {
            forced.put(shard, row.ownerEpoch());
        }
    }

    /// Drops a voter that is absent now.
    void drop(MemberId voter, Configuration current) {
        if (current.absentVoters().contains(voter)) {
            dropped.add(voter);
        }
    }

    void adopted(Configuration configuration) {
        forced.entrySet().removeIf(loss -> {
            var row = configuration.table().of(loss.getKey());
            return row.owner() != null || row.ownerEpoch() != loss.getValue();
        });
        dropped.retainAll(configuration.absentVoters());
        saidAt = Long.MIN_VALUE;
    }

    /// Tells the leader, again if it takes its time.
    void tell(Configuration current, long retry, long now, Outbox out) {
        boolean due = saidAt == Long.MIN_VALUE || now - saidAt >= retry;
        if (due && !(forced.isEmpty() && dropped.isEmpty())) {
            saidAt = now;
            out.send(
                    current.leader().member(),
                    new Message.OperatorsWord(
                            current.epoch(), new LinkedHashSet<>(forced.keySet()), new LinkedHashSet<>(dropped)));
        }
    }
}
