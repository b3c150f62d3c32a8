package dev.understudy.examples.tickets;

import dev.understudy.actor.ActorRef;
import dev.understudy.node.Node;
import dev.understudy.sharding.EntityContext;
import dev.understudy.sharding.MovableBehavior;
import dev.understudy.sharding.Singleton;

/// Sells numbered tickets, each number once. What it has sold moves with it when its node leaves; after a crash a
/// volatile one like this begins anew.
final class TicketOffice implements MovableBehavior<TicketOffice.Command, Integer> {
    /// How it is reached, from any node.
    static final Singleton<Command> ONLY = Singleton.of("ticket-office", Command.class);

    sealed interface Command {}

    /// @param replyTo gets the next ticket
    record Buy(ActorRef<Ticket> replyTo) implements Command {}

    /// @param node where it was sold
    record Ticket(int number, String node) {}

    private final String node;
    private int sold;

    TicketOffice(EntityContext<Command> context) {
        this.node = Node.of(context.actor()).name();
    }

    @Override
    public void receive(Command command) {
        switch (command) {
            case Buy(var replyTo) -> replyTo.tell(new Ticket(++sold, node));
        }
    }

    @Override
    public Integer state() {
        return sold;
    }

    @Override
    public void restore(Integer state) {
        sold = state;
    }
}
