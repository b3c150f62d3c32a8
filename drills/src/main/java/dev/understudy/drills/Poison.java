package dev.understudy.drills;

import static java.time.Duration.ofMillis;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.node.Node;
import dev.understudy.remoting.RemoteRecipe;
import java.time.Duration;

/// A child that ends the process of its node, as one would that eats all memory or calls what it must not. It says so
/// before, for the sake of the drill.
final class Poison implements Behavior<Poison.Command> {
    static final RemoteRecipe<Dose, Command> RECIPE = RemoteRecipe.of("poison", Dose.class, Command.class);

    /// So long the warning is on its way.
    private static final Duration DELAY = ofMillis(300);

    private static final int STATUS = 99;

    /// @param warned is told which node will end
    record Dose(ActorRef<Warning> warned) {}

    /// The node of this name is about to end.
    record Warning(String node) {}

    sealed interface Command {}

    /// Acts.
    record Act() implements Command {}

    Poison(ActorContext<Command> context, Dose dose) {
        dose.warned().tell(new Warning(Node.of(context).name()));
        context.timers().startOnce("act", new Act(), DELAY);
    }

    @Override
    public void receive(Command command) {
        switch (command) {
            case Act() -> Runtime.getRuntime().halt(STATUS);
        }
    }
}
