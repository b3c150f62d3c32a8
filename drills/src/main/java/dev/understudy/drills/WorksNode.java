package dev.understudy.drills;

import dev.understudy.node.Node;
import dev.understudy.node.NodeBuilder;

/// A process that runs one node of the works, until it is told to end. Its settings come from the environment.
public final class WorksNode {
    private WorksNode() {}

    static NodeBuilder builder() {
        return Node.named("works")
                .entity(Foreman.TYPE, Foreman::new)
                .recipe(Worker.RECIPE, Worker::new)
                .recipe(Poison.RECIPE, Poison::new);
    }

    /// Runs the node.
    public static void main(String... args) throws InterruptedException {
        try (var node = builder().start()) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(node::close));
            node.awaitShutdown();
        }
    }
}
