package dev.understudy.examples.tickets;

import static java.time.Duration.ofSeconds;

import dev.understudy.examples.tickets.TicketOffice.Buy;
import dev.understudy.examples.tickets.TicketOffice.Ticket;
import dev.understudy.node.Node;
import dev.understudy.node.NodeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Three nodes in one process, and one ticket office. The node that has it leaves, and the office sells on
/// elsewhere. In earnest each node is a process of its own.
public final class Tickets {
    private static final Duration PATIENCE = ofSeconds(30);
    private static final List<String> NAMES = List.of("north", "south", "west");

    private Tickets() {}

    /// A node that may run the office, still to be started.
    static NodeBuilder builder(String name) {
        return Node.named(name).cluster("tickets").bootstrapExpect(2).singleton(TicketOffice.ONLY, TicketOffice::new);
    }

    private static Ticket buy(Node at) {
        return at.singletonRef(TicketOffice.ONLY).ask(Buy::new, PATIENCE).join();
    }

    /// Runs the program.
    ///
    /// @param ports three that are free, together with those 100, 200 and 300 above
    public static void main(String... ports) {
        var nodes = start(ports);
        try {
            nodes.forEach(node -> System.out.printf("bought at %s: %s%n", node.name(), buy(node)));

            var seller = buy(nodes.getFirst()).node();
            nodes.stream().filter(node -> node.name().equals(seller)).forEach(Node::close);
            var left =
                    nodes.stream().filter(node -> !node.name().equals(seller)).toList();

            System.out.printf(
                    "%s has left; bought at %s: %s%n", seller, left.getFirst().name(), buy(left.getFirst()));
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private static List<Node> start(String... ports) {
        var hosts = Stream.of(ports).map(port -> "127.0.0.1:" + port).toArray(String[]::new);
        var starting = NAMES.stream()
                .map(name -> builder(name)
                        .bind("127.0.0.1", Integer.parseInt(ports[NAMES.indexOf(name)]))
                        .initialHosts(hosts)
                        .startAsync())
                .toList();
        return starting.stream().map(CompletableFuture::join).toList();
    }
}
