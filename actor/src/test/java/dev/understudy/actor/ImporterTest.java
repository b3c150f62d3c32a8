package dev.understudy.actor;

import static dev.understudy.actor.Directive.ESCALATE;
import static dev.understudy.actor.Directive.RESTART;
import static dev.understudy.actor.Directive.RESUME;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The first program of the API: a local actor with supervision, asked from outside.
class ImporterTest {

    @RegisterExtension
    final TestSystem system = new TestSystem();

    @Test
    void aParentCountsWhileItsChildIsResumedAndRestarted() {
        var importer = system.get().spawn("importer", Importer::new);

        importer.tell(new Importer.Load(Path.of("good.csv")));
        importer.tell(new Importer.Load(Path.of("odd.csv")));
        importer.tell(new Importer.Load(Path.of("broken.csv")));
        importer.tell(new Importer.Load(Path.of("good.csv")));

        int total = importer.ask(Importer.GetTotal::new, ofSeconds(60)).join();
        assertThat(total).isEqualTo(4);
        int parsedSinceRestart =
                importer.ask(Importer.GetParsed::new, ofSeconds(60)).join();
        assertThat(parsedSinceRestart).isEqualTo(1);
    }

    static final class Importer implements Behavior<Importer.Command> {
        sealed interface Command {}

        record Load(Path file) implements Command {}

        record GetTotal(ActorRef<Integer> replyTo) implements Command {}

        record GetParsed(ActorRef<Integer> replyTo) implements Command {}

        private final ActorRef<Parser.Task> parser;
        private int total;

        Importer(ActorContext<Command> context) {
            context.supervise(SupervisorStrategy.oneForOne(Importer::decide).withRestartLimit(5, ofSeconds(30)));
            parser = context.spawn("parser", Parser::new);
        }

        @Override
        public void receive(Command command) {
            switch (command) {
                case Load(Path file) -> {
                    total++;
                    parser.tell(new Parser.Parse(file));
                }
                case GetTotal(var replyTo) -> replyTo.tell(total);
                case GetParsed(var replyTo) -> parser.tell(new Parser.CountParsed(replyTo));
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

    static final class Parser implements Behavior<Parser.Task> {
        sealed interface Task {}

        record Parse(Path file) implements Task {}

        record CountParsed(ActorRef<Integer> replyTo) implements Task {}

        private int parsed;

        Parser(ActorContext<Task> context) {
            assertThat(context.self().path()).isEqualTo("/user/importer/parser");
        }

        @Override
        public void receive(Task command) throws IOException {
            switch (command) {
                case Parse(Path file)
                when file.endsWith("odd.csv") -> throw new IllegalArgumentException("odd on purpose");
                case Parse(Path file) when file.endsWith("broken.csv") -> throw new IOException("broken on purpose");
                case Parse _ -> parsed++;
                case CountParsed(var replyTo) -> replyTo.tell(parsed);
            }
        }
    }
}
