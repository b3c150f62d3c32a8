package dev.understudy.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The papers hang together: no link leads nowhere, and every decision has a number of its own and the five headings.
final class DocsTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");
    private static final List<String> HEADINGS = List.of(
            "## Context",
            "## Decision",
            "## Alternatives refused",
            "## Consequences",
            "## How we would know we were wrong");

    @Test
    void noLinkLeadsNowhere() throws IOException {
        assertThat(deadLinks(ProjectTree.ROOT)).isEmpty();
    }

    @Test
    void linkToAMissingPageIsFound(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("here.md"), "[a](here.md#top) [b](gone.md) [c](https://example.org/)");

        assertThat(deadLinks(folder)).containsExactly("here.md -> gone.md");
    }

    @Test
    void noTwoDecisionsShareANumber() throws IOException {
        assertThat(decisions().map(page -> page.getFileName().toString().substring(0, 4)))
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    @Test
    void everyDecisionHasTheFiveHeadings() throws IOException {
        for (var page : decisions().toList()) {
            assertThat(Files.readAllLines(page).stream().filter(line -> line.startsWith("## ")))
                    .as("headings of %s", page.getFileName())
                    .containsExactlyElementsOf(HEADINGS);
        }
    }

    private static Stream<Path> decisions() throws IOException {
        return pages(ProjectTree.ROOT.resolve("docs/decisions"))
                .filter(page -> page.getFileName().toString().matches("\\d{4}-.*"));
    }

    private static List<String> deadLinks(Path folder) throws IOException {
        var dead = new ArrayList<String>();
        for (var page : pages(folder).toList()) {
            LINK.matcher(Files.readString(page))
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> !Files.exists(page.resolveSibling(target)))
                    .forEach(target -> dead.add(folder.relativize(page) + " -> " + target));
        }
        return dead;
    }

    /// The Markdown pages below a folder, without what tools put there.
    private static Stream<Path> pages(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            return paths
                    .filter(path -> path.toString().endsWith(".md"))
                    .filter(path -> StreamSupport.stream(folder.relativize(path).spliterator(), false)
                            .noneMatch(part -> part.toString().equals("target")
                                    || part.toString().startsWith(".")))
                    .toList()
                    .stream();
        }
    }
}
