package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Payload;

/// A simulated command: it persists itself, or only reads.
///
/// @param id unique in a run; commands of one sender to one shard count up
/// @param sender the node that issued it, by its name
/// @param read whether it persists nothing
/// @param ask whether someone waits for the answer
/// @param sentAt world time at which it was issued
record Op(int id, String sender, boolean read, boolean ask, long sentAt) implements Payload {
    static final int SIZE = 16;

    /// Whether its answer comes some time after its turn.
    boolean isAnsweredLate() {
        return ask && id % 16 == 11;
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public String toString() {
        return (ask ? "ask" : "tell") + id + (read ? "?" : "");
    }
}
