package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Payload;

/// What a simulated entity answers: how many commands the shard had applied.
///
/// @param applied the count, the answered command included
record Reply(int applied) implements Payload {
    @Override
    public int size() {
        return 4;
    }
}
