package dev.understudy.drills;

import dev.understudy.node.Node;
import dev.understudy.node.NodeBuilder;

/// The load on foremen, each with a worker on some node: whatever they are asked their workers answer.
public final class WorksWorkload implements Workload {
    static final String NAME = "works";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String nodeMain() {
        return WorksNode.class.getName();
    }

    @Override
    public NodeBuilder declare(NodeBuilder driver) {
        return driver.entity(Foreman.TYPE, Foreman::new)
                .recipeElsewhere(Worker.RECIPE)
                .recipeElsewhere(Poison.RECIPE)
                .messages(registry -> registry.register(Poison.Warning.class));
    }

    @Override
    public Session begin(Node driver, int entities, long seed) {
        return new WorksSession(driver, entities, seed);
    }
}
