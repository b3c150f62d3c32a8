package dev.understudy.examples.importer;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImporterTest {
    private static final Duration PATIENCE = ofSeconds(60);

    private final ActorSystem system = ActorSystem.create("importer-test");
    private final ActorRef<Importer.Command> importer = system.spawn("importer", Importer::new);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void filesAreAddedUp() throws IOException {
        load(file("one", "1", "2"));
        load(file("two", "3"));

        assertThat(sum()).isEqualTo(6);
        assertThat(importer.ask(Importer.GetTotal::new, PATIENCE).join()).isEqualTo(2);
    }

    @Test
    void aFileThatMakesNoSenseCostsThatFileOnly() throws IOException {
        load(file("good", "1"));
        load(file("bad", "one"));
        load(file("better", "2"));

        assertThat(sum()).isEqualTo(3);
    }

    @Test
    void aFileThatCannotBeReadGivesAFreshParser() throws IOException {
        load(file("before", "1"));
        load(folder.resolve("missing"));
        load(file("after", "2"));

        assertThat(sum()).isEqualTo(2);
    }

    @Test
    void theProgramPrintsWhatCameOut() throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            ImporterProgram.main(file("one", "40", "2").toString());
        } finally {
            System.setOut(before);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("1 files, sum 42");
    }

    private void load(Path file) {
        importer.tell(new Importer.Load(file));
    }

    private long sum() {
        return importer.ask(Importer.GetSum::new, PATIENCE).join();
    }

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines));
    }
}
