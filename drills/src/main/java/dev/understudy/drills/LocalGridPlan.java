package dev.understudy.drills;

import java.nio.file.Path;

/// How a [LocalGrid] runs its nodes.
///
/// @param cluster the name of the cluster
/// @param nodeMain the main class of a node's process, found on the class path of this one
/// @param expect how many nodes the grid is founded with
/// @param basePort where its [PortBlock] begins
/// @param folder where logs and audits are kept
/// @param isAudited whether the nodes write down their turns
record LocalGridPlan(String cluster, String nodeMain, int expect, int basePort, Path folder, boolean isAudited) {
    LocalGridPlan {
        if (expect < 1 || expect > PortBlock.MOST_NODES - 1) {
            throw new IllegalArgumentException(
                    "a grid of %d nodes: must be 1 to %d".formatted(expect, PortBlock.MOST_NODES - 1));
        }
    }

    Path log(String node) {
        return folder.resolve(node + ".log");
    }

    Path turns(String node) {
        return folder.resolve(node + ".turns");
    }
}
