package dev.understudy.sharding;

import dev.understudy.sharding.ownership.ShardTable;
import java.util.function.Consumer;

/// What decides who owns which shard.
///
/// The shard table is the whole of its word: it rises in epochs, and a [Shard] runs entities only as the owner of its
/// row.
interface Authority {
    /// Begins to listen; the transport has not started yet.
    ///
    /// @param installed told of every table, in rising order, one at a time
    /// @param stranded told, after [#leave], that no other member can own anything, so that nothing is handed
    ///     over any more; perhaps more than once
    void listen(Consumer<ShardTable> installed, Runnable stranded);

    /// Begins to decide: the cluster has formed.
    void formed();

    /// The newest table; its epoch is 0 before the first.
    ShardTable table();

    /// Asks for a table in which this member owns nothing, so that it may go. If no other member can own anything
    /// there is no such table.
    void leave();
}
