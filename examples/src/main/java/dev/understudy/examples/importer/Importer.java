package dev.understudy.examples.importer;

import static dev.understudy.actor.Directive.ESCALATE;
import static dev.understudy.actor.Directive.RESTART;
import static dev.understudy.actor.Directive.RESUME;
import static java.time.Duration.ofSeconds;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Directive;
import dev.understudy.actor.SupervisorStrategy;
import java.io.IOException;
import java.nio.file.Path;

/// Hands files to a [Parser], its child, and decides what a failure of the parser means: a file that makes no
/// sense costs that file only, one that cannot be read gives a fresh parser, anything else is for whoever
/// supervises the importer.
public final class Importer implements Behavior<Importer.Command> {
    /// What an importer can be told.
    public sealed interface Command {}

    /// Import this file.
    public record Load(Path file) implements Command {}

    /// How many files were handed to the parser?
    public record GetTotal(ActorRef<Integer> replyTo) implements Command {}

    /// What is the sum of all numbers that the parser has read since it was started?
    public record GetSum(ActorRef<Long> replyTo) implements Command {}

    private final ActorRef<Parser.Command> parser;
    private int total;

    /// An importer with a parser of its own.
    public Importer(ActorContext<Command> context) {
        context.supervise(SupervisorStrategy.oneForOne(Importer::decide).withRestartLimit(5, ofSeconds(30)));
        parser = context.spawn("parser", _ -> new Parser());
    }

    @Override
    public void receive(Command command) {
        switch (command) {
            case Load(Path file) -> {
                total++;
                parser.tell(new Parser.Parse(file));
            }
            case GetTotal(var replyTo) -> replyTo.tell(total);
            case GetSum(var replyTo) -> parser.tell(new Parser.GetSum(replyTo));
        }
    }

    private static Directive decide(Throwable failure) {
        return switch (failure) {
            case IllegalArgumentException _ -> RESUME;
            case IOException _ -> RESTART;
            default -> ESCALATE;
        };
    }
}
