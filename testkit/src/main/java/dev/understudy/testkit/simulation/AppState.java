package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Payload;
import java.util.List;

/// A snapshot of a simulated shard: the commands it has applied, in order.
///
/// @param ops ids of commands
record AppState(List<Integer> ops) implements Payload {
    AppState {
        ops = List.copyOf(ops);
    }

    @Override
    public int size() {
        return 4 * ops.size();
    }
}
