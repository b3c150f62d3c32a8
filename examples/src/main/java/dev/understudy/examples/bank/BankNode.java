package dev.understudy.examples.bank;

import dev.understudy.node.Node;
import dev.understudy.node.NodeBuilder;
import java.nio.file.Path;

/// A process that runs one node of the bank, until it is told to end (SIGTERM) and has handed its accounts
/// over.
///
/// Its settings come from the environment (`UNDERSTUDY_NODE_NAME` and so on), from system properties, and from
/// the file whose path is the only argument, if there is one.
public final class BankNode {
    private BankNode() {}

    /// A node of the bank that is still to be started.
    static NodeBuilder builder() {
        return Node.named("bank").entity(Account.TYPE, Account::new);
    }

    /// Runs the node.
    ///
    /// @param args nothing, or a `.properties` or `.yaml` file with settings
    public static void main(String... args) throws InterruptedException {
        var builder = builder();
        if (args.length > 0) {
            builder.config(Path.of(args[0]));
        }
        try (var node = builder.start()) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(node::close));
            node.awaitShutdown();
        }
    }
}
