package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Payload;

/// What a simulated entity answers: how many commands the shard had applied.
///
/// @param applied the count, the answered command included
/// @param ownership in which it was said
record Reply(int applied, long ownership) implements Payload {
    @Override
    public int size() {
        return 12;
    }
}
