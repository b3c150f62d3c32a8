package dev.understudy.examples.importer;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Adds up files with a number on each line. Throws what goes wrong: what that means is its parent's to say.
final class Parser implements Behavior<Parser.Command> {
    /// What a parser can be told.
    sealed interface Command {}

    /// Read this file.
    record Parse(Path file) implements Command {}

    /// What is the sum of all numbers read?
    record GetSum(ActorRef<Long> replyTo) implements Command {}

    private long sum;

    @Override
    public void receive(Command command) throws IOException {
        switch (command) {
            case Parse(Path file) ->
                sum += Files.readAllLines(file).stream()
                        .mapToLong(Long::parseLong)
                        .sum();
            case GetSum(var replyTo) -> replyTo.tell(sum);
        }
    }
}
