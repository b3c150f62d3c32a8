package dev.understudy.drills;

import dev.understudy.cluster.Certificates;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How a [LocalGrid] runs its nodes.
///
/// @param cluster the name of the cluster
/// @param nodeMain the main class of a node's process, found on the class path of this one
/// @param expect how many nodes the grid is founded with
/// @param basePort where its [PortBlock] begins
/// @param folder where logs and audits are kept
/// @param isAudited whether the nodes write down their turns
/// @param backups how many backups each shard has
/// @param certificates which death certificates the nodes trust
/// @param network where each node is a host of its own; null where they share the loopback device
record LocalGridPlan(
        String cluster,
        String nodeMain,
        int expect,
        int basePort,
        Path folder,
        boolean isAudited,
        int backups,
        Certificates certificates,
        @Nullable HostNetwork network) {
    /// The host of the second caller, behind those of all nodes.
    static final int FAR_CALLER_HOST = PortBlock.MOST_NODES;

    private static final String LOOPBACK = "127.0.0.1";

    LocalGridPlan {
        if (expect < 1 || expect > PortBlock.MOST_NODES - 1) {
            throw new IllegalArgumentException(
                    "a grid of %d nodes: must be 1 to %d".formatted(expect, PortBlock.MOST_NODES - 1));
        }
    }

    /// The same, with each node a host of that network.
    LocalGridPlan on(HostNetwork hosts) {
        return new LocalGridPlan(cluster, nodeMain, expect, basePort, folder, isAudited, backups, certificates, hosts);
    }

    /// Where a node runs that is started for the first time.
    NodePlace place(int number) {
        return new NodePlace(
                "node-" + (number + 1),
                number,
                1,
                address(number),
                PortBlock.transportPort(basePort, number),
                PortBlock.adminPort(basePort, number));
    }

    /// What its nodes are set up to promise.
    Guarantees guarantees() {
        return new Guarantees("volatile", Guarantees.word(certificates), backups, "volatile");
    }

    /// Where the founding nodes listen.
    List<String> founders() {
        return IntStream.range(0, expect)
                .mapToObj(number -> address(number) + ":" + PortBlock.transportPort(basePort, number))
                .toList();
    }

    /// Where a node listens.
    String address(int node) {
        return network == null ? LOOPBACK : network.address(node);
    }

    /// Where the nodes reach this process.
    String driverAddress() {
        return network == null ? LOOPBACK : network.ownAddress();
    }

    /// What a process says: a node, or the second caller.
    Path log(String files) {
        return folder.resolve(files + ".log");
    }

    /// The audit of a node.
    Path turns(NodePlace node) {
        return folder.resolve(node.files() + ".turns");
    }
}
