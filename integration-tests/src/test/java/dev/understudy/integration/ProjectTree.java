package dev.understudy.integration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Where the project's files are, wherever the tests were started from.
final class ProjectTree {
    /// The folder that holds the rooms.
    static final Path ROOT = find();

    private ProjectTree() {}

    private static Path find() {
        var here = Path.of("").toAbsolutePath();
        return Stream.iterate(here, folder -> folder != null, Path::getParent)
                .filter(folder -> Files.isExecutable(folder.resolve("scripts/test")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no folder above " + here + " holds scripts/test"));
    }
}
