package dev.understudy.node;

import java.time.Duration;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/// Reads durations as people write them, `500ms`, `30s`, `5m`, `2h`, besides the form of ISO 8601. A number needs its
/// unit.
final class DurationConverter implements Converter<Duration> {
    private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    @Override
    public Duration convert(String text) {
        var match = WITH_UNIT.matcher(text);
        if (!match.matches()) {
            return Duration.parse(text);
        }
        long count = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}
