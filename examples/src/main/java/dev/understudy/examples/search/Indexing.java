package dev.understudy.examples.search;

import static dev.understudy.actor.Directive.ESCALATE;
import static dev.understudy.actor.Directive.RESTART;
import static dev.understudy.actor.Directive.RESUME;
import static java.time.Duration.ofMinutes;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Directive;
import dev.understudy.actor.NodeDownException;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.remoting.Placement;
import dev.understudy.serialization.RemoteFailureException;

/// Has an [Indexer] on the node with the least to do, and decides what happens when that fails, or its node does.
final class Indexing implements Behavior<Indexer.Command> {
    private final ActorRef<Indexer.Command> indexer;

    Indexing(ActorContext<Indexer.Command> context) {
        context.supervise(SupervisorStrategy.oneForOne(Indexing::decide).withRestartLimit(5, ofMinutes(1)));
        indexer = context.spawn("indexer", Indexer.RECIPE.on(Placement.leastLoaded(), new Indexer.Language("en")));
    }

    /// The ref stays the same wherever the indexer runs.
    @Override
    public void receive(Indexer.Command command) {
        indexer.tell(command);
    }

    private static Directive decide(Throwable failure) {
        return switch (failure) {
            // It runs on elsewhere, with nothing in its index.
            case NodeDownException _ -> RESTART;
            // It threw, on its node: the class is known by name only. One bad text is no reason to start afresh.
            case RemoteFailureException thrown
            when thrown.failure().typeName().equals(IllegalArgumentException.class.getName()) -> RESUME;
            default -> ESCALATE;
        };
    }
}
