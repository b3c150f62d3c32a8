package dev.understudy.drills;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a [LocalGrid] runs its nodes.
///
/// @param cluster the name of the cluster
/// @param nodeMain the main class of a node's process, found on the class path of this one
/// @param expect how many nodes the grid is founded with
/// @param basePort where its [PortBlock] begins
/// @param folder where logs and audits are kept
/// @param isAudited whether the nodes write down their turns
/// @param network where each node is a host of its own; null where they share the loopback device
record LocalGridPlan(
        String cluster,
        String nodeMain,
        int expect,
        int basePort,
        Path folder,
        boolean isAudited,
        @Nullable HostNetwork network) {
    private static final String LOOPBACK = "127.0.0.1";

    LocalGridPlan {
        if (expect < 1 || expect > PortBlock.MOST_NODES - 1) {
            throw new IllegalArgumentException(
                    "a grid of %d nodes: must be 1 to %d".formatted(expect, PortBlock.MOST_NODES - 1));
        }
    }

    /// The same, with each node a host of that network.
    LocalGridPlan on(HostNetwork hosts) {
        return new LocalGridPlan(cluster, nodeMain, expect, basePort, folder, isAudited, hosts);
    }

    /// Where a node listens.
    String address(int node) {
        return network == null ? LOOPBACK : network.address(node);
    }

    /// Where the nodes reach this process.
    String driverAddress() {
        return network == null ? LOOPBACK : network.ownAddress();
    }

    Path log(String node) {
        return folder.resolve(node + ".log");
    }

    Path turns(String node) {
        return folder.resolve(node + ".turns");
    }
}
