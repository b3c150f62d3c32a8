package dev.understudy.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The page that lists the settings says what the code says.
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void everySettingHasItsRow() throws IOException {
        var rows = Settings.ALL.stream().map(ConfigurationPageTest::row).toList();

        assertThat(Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `understudy.")))
                .containsExactlyElementsOf(rows);
    }

    private static <T> String row(Setting<T> setting) {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        setting.key(),
                        setting.byDefault().map(ConfigurationPageTest::word).orElse(""),
                        setting.allowed(),
                        setting.meaning());
    }

    private static String word(Object value) {
        return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value.toString();
    }
}
