package dev.understudy.examples.market;

import static java.time.Duration.ofSeconds;

import dev.understudy.node.Node;
import dev.understudy.node.NodeBuilder;
import java.time.Duration;

/// Two nodes in one process: the exchange publishes prices, the office watches them, and the exchange asks the office
/// what it saw. In earnest each node is a process of its own.
public final class Market {
    private static final Duration PATIENCE = ofSeconds(30);

    private Market() {}

    /// A node that takes part, still to be started.
    static NodeBuilder builder(String name) {
        return Node.named(name)
                .cluster("market")
                .messages(registry -> registry.register("market.price", Price.class)
                        .register("market.watch-list", WatchList.Command.class));
    }

    /// Lets a node watch prices.
    static void watch(Node node) {
        node.<WatchList.Command>spawn(
                "watch-list",
                context -> new WatchList(context, node.topic("prices", Price.class), node.receptionist()));
    }

    /// Lets a node publish the prices of a share.
    static void feed(Node node, String share, long cents) {
        node.<Feed.Tick>spawn(
                "feed-" + share, context -> new Feed(context, node.topic("prices", Price.class), share, cents));
    }

    /// Asks the first watch list that is found, wherever it is, until it has seen a price.
    static Price priceOf(String share, Node node) {
        var watchList = node.receptionist()
                .await(WatchList.SERVICE, 1, PATIENCE)
                .join()
                .refs()
                .getFirst();
        Price price;
        do {
            price = watchList
                    .<Price>ask(replyTo -> new WatchList.GetPrice(share, replyTo), PATIENCE)
                    .join();
        } while (price.cents() == 0);
        return price;
    }

    /// Runs the program.
    ///
    /// @param ports two that are free, together with those 100, 200 and 300 above
    public static void main(String... ports) {
        int port = Integer.parseInt(ports[0]);
        var hosts = "127.0.0.1:" + port;
        try (var exchange = builder("exchange")
                        .bind("127.0.0.1", port)
                        .initialHosts(hosts)
                        .start();
                var office = builder("office")
                        .bind("127.0.0.1", Integer.parseInt(ports[1]))
                        .initialHosts(hosts)
                        .start()) {
            feed(exchange, "ABC", 101);
            watch(office);
            System.out.println("the office saw " + priceOf("ABC", exchange));
        }
    }
}
