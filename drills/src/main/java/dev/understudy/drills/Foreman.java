package dev.understudy.drills;

import static dev.understudy.actor.Directive.RESTART;
import static java.time.Duration.ofMinutes;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.remoting.Placement;
import dev.understudy.sharding.EntityContext;
import dev.understudy.sharding.EntityType;

/// An entity that has its work done by a child on some node: whatever it is told it hands on. When the child's node is
/// lost, the child is started afresh elsewhere; when its own is, it takes its child up again.
final class Foreman implements Behavior<Worker.Command> {
    static final EntityType<Worker.Command> TYPE = EntityType.of("foreman", Worker.Command.class);
    private static final int MANY = 1000;

    private final ActorRef<Worker.Command> worker;

    Foreman(EntityContext<Worker.Command> context) {
        var actor = context.actor();
        actor.supervise(SupervisorStrategy.oneForOne(_ -> RESTART).withRestartLimit(MANY, ofMinutes(1)));
        worker = actor.spawn("worker", Worker.RECIPE.on(Placement.roundRobin(), context.id()));
    }

    @Override
    public void receive(Worker.Command command) {
        worker.tell(command);
    }
}
