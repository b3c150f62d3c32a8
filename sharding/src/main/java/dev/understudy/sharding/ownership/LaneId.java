package dev.understudy.sharding.ownership;

/// Names an ordered stream of messages to one shard.
///
/// @param sender the run that sends; a restarted sender opens new lanes
/// @param shard where to
/// @param opened the owner epoch in which it was opened: a planned handoff carries the lane on, a crash of the
///        owner ends it
public record LaneId(Incarnation sender, int shard, long opened) {
    @Override
    public String toString() {
        return sender + ">s" + shard + "@" + opened;
    }
}
