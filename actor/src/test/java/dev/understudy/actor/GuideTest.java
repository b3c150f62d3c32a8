package dev.understudy.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The guide quotes compiled code, word for word.
class GuideTest {

    private static final Path GUIDE = Path.of("../docs/actors.md");
    private static final Path EXAMPLES = Path.of("src/test/java/dev/understudy/actor/GuideExamplesTest.java");
    private static final Pattern BLOCK = Pattern.compile("<!-- ([^\n]+) -->\n```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void everySnippetIsWhatItsMarkSays() throws IOException {
        var examples = Files.readString(EXAMPLES);
        var guide = Files.readString(GUIDE);
        var blocks = BLOCK.matcher(guide).results().toList();

        assertThat(blocks).hasSizeGreaterThan(10);
        assertThat(guide.split("```java", -1)).as("snippets with a mark").hasSize(blocks.size() + 1);
        for (var block : blocks) {
            assertThat(block.group(2)).as(block.group(1)).isEqualTo(quoted(examples, block.group(1)));
        }
    }

    private static String quoted(String examples, String mark) {
        int start = examples.indexOf("// [" + mark + "]\n");
        int end = examples.indexOf("// [/" + mark + "]");
        assertThat(start).as("mark " + mark).isNotNegative();
        var text = examples.substring(examples.indexOf('\n', start) + 1, examples.lastIndexOf('\n', end) + 1);
        // The end of the last line would count as a line without indent.
        return text.stripTrailing().stripIndent() + "\n";
    }
}
