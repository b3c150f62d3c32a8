package dev.understudy.examples.search;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.node.Node;
import dev.understudy.remoting.RemoteRecipe;
import java.util.HashMap;
import java.util.Map;

/// Counts words. Runs on whatever node it was placed on; its counts are gone when it is started afresh.
final class Indexer implements Behavior<Indexer.Command> {
    /// How it is started from afar: by this name, with a [Language].
    static final RemoteRecipe<Language, Command> RECIPE = RemoteRecipe.of("indexer", Language.class, Command.class);

    /// What an indexer is told at its start.
    record Language(String tag) {}

    sealed interface Command {}

    /// Counts the words of a text.
    record Index(String text) implements Command {}

    /// @param replyTo gets what is known of the word
    record Find(String word, ActorRef<Found> replyTo) implements Command {}

    /// @param times how often the word was there since the indexer started
    /// @param node where it runs
    record Found(String word, int times, String node) {}

    private final String node;
    private final Language language;
    private final Map<String, Integer> counts = new HashMap<>();

    Indexer(ActorContext<Command> context, Language language) {
        this.node = Node.of(context).name();
        this.language = language;
    }

    @Override
    public void receive(Command command) {
        switch (command) {
            case Index(var text) -> index(text);
            case Find(var word, var replyTo) -> replyTo.tell(new Found(word, counts.getOrDefault(word, 0), node));
        }
    }

    private void index(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("nothing to index in language " + language.tag());
        }
        for (var word : text.strip().split("\\s+", -1)) {
            counts.merge(word, 1, Integer::sum);
        }
    }
}
