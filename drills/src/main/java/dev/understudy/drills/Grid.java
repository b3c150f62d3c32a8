package dev.understudy.drills;

import dev.understudy.sharding.ownership.LossLedger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The grid that a drill strikes. [LocalGrid] runs the nodes as processes of this machine; implement it to
/// drill a cluster of your own, whatever starts and stops its nodes.
///
/// Used by one thread at a time. Each call returns when it is done, or throws a [GridException] that names the
/// node.
public interface Grid extends AutoCloseable {
    /// The name of the cluster, which the driver joins as a client.
    String cluster();

    /// What the grid was set up to promise.
    Guarantees guarantees();

    /// The names of the nodes that are meant to be running now, oldest first.
    List<String> nodes();

    /// Where the nodes listen, as `host:port`: the initial hosts of the driver.
    List<String> initialHosts();

    /// The address that the driver's own node binds: one that the nodes reach.
    String driverAddress();

    /// The port that the driver's own node binds.
    int driverPort();

    /// Kills nodes without a word (SIGKILL), all at once; returns when their processes are gone.
    void kill(List<String> nodes);

    /// Asks a node to leave gracefully (SIGTERM); returns at once.
    void beginLeave(String node);

    /// Waits until the process of a node that was asked to leave is gone.
    void awaitLeft(String node);

    /// Asks a node to leave gracefully and waits until its process is gone.
    default void leave(String node) {
        beginLeave(node);
        awaitLeft(node);
    }

    /// Stops a node's process in its tracks (SIGSTOP).
    void freeze(String node);

    /// Lets a frozen node run on (SIGCONT).
    void thaw(String node);

    /// Adds a node and waits until it is ready; returns its name.
    String add();

    /// Starts a node again whose process is gone, under its old name and addresses, and waits until it is ready.
    void restart(String node);

    /// The shards that are in motion on a node, as it tells itself; empty where none is, or the node doesn't tell.
    default List<ShardPhase> shardsInMotion(String node) {
        return List.of();
    }

    /// The ledgers of the nodes that run, by their names; without those that don't tell.
    default Map<String, LossLedger.Balance> ledgers() {
        return Map.of();
    }

    /// The network between the nodes; empty where it can't be struck.
    default Optional<Links> links() {
        return Optional.empty();
    }

    /// The turns that all nodes wrote down, those of killed nodes included; empty where they keep no audit, and
    /// double activity is not judged then. Called after [#close].
    Optional<List<Turn>> turns();

    /// Stops what this grid started.
    @Override
    void close();
}
