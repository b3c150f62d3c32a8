package dev.understudy.examples.importer;

import static java.time.Duration.ofSeconds;

import dev.understudy.actor.ActorSystem;
import java.nio.file.Path;

/// A program with actors and no cluster: imports the files that it is given, and prints what came out.
public final class ImporterProgram {
    private ImporterProgram() {}

    /// Imports files.
    ///
    /// @param files their paths
    public static void main(String... files) {
        try (var system = ActorSystem.create("importing")) {
            var importer = system.spawn("importer", Importer::new);
            for (String file : files) {
                importer.tell(new Importer.Load(Path.of(file)));
            }
            int total = importer.ask(Importer.GetTotal::new, ofSeconds(10)).join();
            long sum = importer.ask(Importer.GetSum::new, ofSeconds(10)).join();
            System.out.printf("%d files, sum %d%n", total, sum);
        }
    }
}
