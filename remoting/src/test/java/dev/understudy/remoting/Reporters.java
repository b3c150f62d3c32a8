package dev.understudy.remoting;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Signal;
import dev.understudy.serialization.MessageRegistry;
import java.util.ArrayList;
import java.util.List;

/// Children of any node that note where they start and stop, and tell where they run.
final class Reporters {
    /// What they accept.
    sealed interface Command {}

    /// To fail with an [IllegalArgumentException] that says this.
    record Fail(String how) implements Command {}

    /// Where they run.
    ///
    /// @param replyTo gets the name of the node, and how often that behavior was asked before
    record Where(ActorRef<String> replyTo) implements Command {}

    private final List<String> heard = new ArrayList<>();
    private final List<ActorRef<Command>> selves = new ArrayList<>();

    static void register(MessageRegistry.Builder registry) {
        registry.register("command", Command.class);
    }

    /// Makes one.
    Behavior<Command> child(ActorContext<Command> context, String name) {
        var node = context.system().name();
        heard.add(name + " starts on " + node);
        selves.add(context.self());
        return new Behavior<>() {
            private int asked;

            @Override
            public void receive(Command command) {
                switch (command) {
                    case Fail(var how) -> throw new IllegalArgumentException(how);
                    case Where(var replyTo) -> replyTo.tell(node + " " + asked++);
                }
            }

            @Override
            public void onSignal(Signal signal) {
                if (signal instanceof Signal.PostStop) {
                    heard.add(name + " stops on " + node);
                }
            }
        };
    }

    /// What they have noted.
    List<String> heard() {
        return heard;
    }

    /// The last that was made, as its own node knows it.
    ActorRef<Command> last() {
        return selves.getLast();
    }
}
