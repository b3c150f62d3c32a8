package dev.understudy.drills;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.examples.bank.Slip;
import dev.understudy.examples.bank.SlipBook;
import dev.understudy.node.Node;
import dev.understudy.remoting.RemoteRecipe;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// The child of a [Foreman]: notes what it is handed, and shows it when it is asked. What it has noted lives as long as
/// it does.
final class Worker implements Behavior<Worker.Command> {
    static final RemoteRecipe<String, Command> RECIPE = RemoteRecipe.of("worker", String.class, Command.class);

    /// Workers of this process so far.
    private static final AtomicLong STARTED = new AtomicLong();

    sealed interface Command {}

    /// Notes a slip that nobody waits for.
    record Note(Slip slip) implements Command {}

    /// @param teller whose slips are shown
    record Show(String teller, ActorRef<Report> replyTo) implements Command {}

    /// @param node where the worker runs
    /// @param life another for each start of a worker
    /// @param book what it has noted of the teller's
    record Report(String node, String life, SlipBook book) {}

    private final String node;
    private final String life;
    private final Map<String, SlipBook> books = new HashMap<>();

    Worker(ActorContext<Command> context, String foreman) {
        var here = Node.of(context);
        this.node = here.name();
        this.life = "%s of %s, worker %d".formatted(foreman, here.self().incarnation(), STARTED.incrementAndGet());
    }

    @Override
    public void receive(Command command) {
        switch (command) {
            case Note(var slip) -> books.put(slip.teller(), book(slip.teller()).with(slip.number()));
            case Show(var teller, var replyTo) -> replyTo.tell(new Report(node, life, book(teller)));
        }
    }

    private SlipBook book(String teller) {
        return books.getOrDefault(teller, SlipBook.EMPTY);
    }
}
