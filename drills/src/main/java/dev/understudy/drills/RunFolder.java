package dev.understudy.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// The folder in which a command that drills keeps logs and audits; its own log too.
final class RunFolder {
    private static final String LOGBACK_PROPERTY = "logback.configurationFile";
    private static final String LOGBACK_CONFIGURATION = "dev/understudy/drills/logback-driver.xml";
    private static final String LOG_PROPERTY = "drills.log";

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /// Makes a new one, and sends the log of this process there, see [#logTo].
    static RunFolder make() {
        try {
            Path path = Files.createTempDirectory("understudy-drill-");
            logTo(path.resolve("driver.log"));
            return new RunFolder(path);
        } catch (IOException e) {
            throw new UncheckedIOException("making a folder for the run", e);
        }
    }

    /// Sends the log of this process to a file, unless logging was configured from outside. To be called before the
    /// first logger is made.
    static void logTo(Path file) {
        if (System.getProperty(LOGBACK_PROPERTY) == null) {
            System.setProperty(LOGBACK_PROPERTY, LOGBACK_CONFIGURATION);
            System.setProperty(LOG_PROPERTY, file.toString());
        }
    }

    Path path() {
        return path;
    }

    /// The folder of one of several runs.
    Path run(String name) {
        return path.resolve(name);
    }

    /// Removes the folder of one of several runs.
    void remove(String name) {
        remove(run(name));
    }

    /// Removes it with all that is in it.
    void remove() {
        remove(path);
    }

    private static void remove(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + tree, e);
        }
    }
}
