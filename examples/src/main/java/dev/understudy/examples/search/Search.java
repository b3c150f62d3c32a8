package dev.understudy.examples.search;

import static java.time.Duration.ofSeconds;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Router;
import dev.understudy.actor.Routing;
import dev.understudy.examples.search.Indexer.Find;
import dev.understudy.examples.search.Indexer.Found;
import dev.understudy.examples.search.Indexer.Index;
import dev.understudy.node.Node;
import dev.understudy.node.NodeBuilder;
import dev.understudy.remoting.Placement;
import java.time.Duration;

/// Three nodes in one process: the desk has the parent, the two others take its child. The one that has it
/// leaves, and the child lives on. In earnest each node is a process of its own.
public final class Search {
    private static final Duration PATIENCE = ofSeconds(30);

    private Search() {}

    /// A node that takes indexers, still to be started.
    static NodeBuilder worker(String name) {
        return Node.named(name).cluster("search").recipe(Indexer.RECIPE, Indexer::new);
    }

    /// A node that only has parents of indexers, still to be started.
    static NodeBuilder desk() {
        return Node.named("desk").cluster("search").recipeElsewhere(Indexer.RECIPE);
    }

    /// Four indexers, spread over the nodes that take them; a word always goes to the same one.
    static ActorRef<Indexer.Command> pool(Node desk) {
        var worker = Indexer.RECIPE.on(Placement.roundRobin(), new Indexer.Language("en"));
        return desk.spawn("pool", Router.pool(4, worker).routing(Routing.consistentHashing(Search::wordOf)));
    }

    private static String wordOf(Indexer.Command command) {
        return switch (command) {
            case Index(var text) -> text;
            case Find(var word, var _) -> word;
        };
    }

    /// What is known of a word, asked until there is something.
    static Found find(String word, ActorRef<Indexer.Command> indexing) {
        Found found;
        do {
            // What was told to a node that is lost may be lost: whoever must know tells it again.
            indexing.tell(new Index(word));
            found = indexing.<Found>ask(replyTo -> new Find(word, replyTo), PATIENCE)
                    .exceptionally(_ -> new Found(word, 0, "nowhere"))
                    .join();
        } while (found.times() == 0);
        return found;
    }

    /// Runs the program.
    ///
    /// @param ports three that are free, together with those 100, 200 and 300 above
    public static void main(String... ports) {
        var hosts = "127.0.0.1:" + ports[0];
        try (var desk = at(ports[0], hosts, desk());
                var one = at(ports[1], hosts, worker("one"));
                var two = at(ports[2], hosts, worker("two"))) {
            ActorRef<Indexer.Command> indexing = desk.spawn("indexing", Indexing::new);
            indexing.tell(new Index(" ")); // the indexer fails, and is resumed
            var before = find("ghost", indexing);
            System.out.printf("%s is known on %s%n", before.word(), before.node());

            var counted = find("ghost", pool(desk));
            System.out.printf("%s is counted on %s, %d times%n", counted.word(), counted.node(), counted.times());

            var leaver = before.node().equals(one.name()) ? one : two;
            leaver.close();

            var after = find("ghost", indexing);
            System.out.printf("%s is known on %s%n", after.word(), after.node());
        }
    }

    private static Node at(String port, String hosts, NodeBuilder builder) {
        return builder.bind("127.0.0.1", Integer.parseInt(port))
                .initialHosts(hosts)
                .start();
    }
}
