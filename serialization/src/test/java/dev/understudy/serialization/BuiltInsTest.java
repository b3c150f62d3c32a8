package dev.understudy.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Holds the ids and bytes of built-in types still, through every upgrade of Kryo.
final class BuiltInsTest {

    private static final MessageCodec CODEC = MessageRegistry.builder().build().codec(TestRef.RESOLVER);

    private static Map<String, Object> values() {
        var values = new LinkedHashMap<String, Object>();
        values.put("string", "Zürich 🐙");
        values.put("int", 1_000_000);
        values.put("long", -1_000_000_000_000L);
        values.put("boolean", true);
        values.put("double", 0.1);
        values.put("float", 0.1f);
        values.put("short", (short) -2);
        values.put("byte", (byte) 7);
        values.put("char", 'ß');
        values.put("bytes", new byte[] {1, 2, 3});
        values.put("list", List.of(1, "two", List.of()));
        values.put("set", Set.of("one"));
        values.put("map", Map.of("key", 1L));
        values.put("optional", Optional.of("here"));
        values.put("uuid", UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
        values.put("instant", Instant.parse("2024-02-29T12:34:56.789Z"));
        values.put("duration", Duration.ofMillis(-1500));
        values.put("big-decimal", new BigDecimal("-1234567890123456789012.34"));
        values.put("big-integer", new BigInteger("123456789012345678901234567890"));
        values.put("local-date", LocalDate.of(2024, 2, 29));
        values.put("local-date-time", LocalDateTime.of(2024, 2, 29, 12, 34, 56, 789));
        values.put("local-time", LocalTime.of(12, 34));
        values.put("zoned-date-time", ZonedDateTime.parse("2024-07-01T12:00:00+02:00[Europe/Berlin]"));
        values.put("offset-date-time", OffsetDateTime.parse("2024-01-01T00:00:00+05:45"));
        values.put("throwable", new RemoteFailure("a.B", "why", List.of(frame()), null).toException());
        values.put("actor-ref", new TestRef<>("/user/teller"));
        values.put("failure", new RemoteFailure("a.B", null, List.of(), new RemoteFailure("c.D", "", List.of(), null)));
        values.put("failure-frame", frame());
        values.put("sorted-set", new TreeSet<>(List.of(2, 1)));
        values.put("sorted-map", new TreeMap<>(Map.of("b", 1, "a", 2)));
        values.put("zone-id", ZoneId.of("Europe/Berlin"));
        values.put("zone-offset", ZoneOffset.ofHours(-3));
        values.put("offset-time", OffsetTime.parse("10:15:30-01:00"));
        values.put("year", Year.of(2024));
        values.put("year-month", YearMonth.of(2024, 12));
        values.put("month-day", MonthDay.of(2, 29));
        values.put("period", Period.of(1, 2, 3));
        values.put("currency", Currency.getInstance("EUR"));
        values.put("locale", Locale.forLanguageTag("zh-Hant-TW"));
        values.put("uri", URI.create("https://example.org/a?b=c#d"));
        values.put("int-array", new int[] {1, -1, 100});
        values.put("long-array", new long[] {Long.MIN_VALUE});
        values.put("double-array", new double[] {0.1, 0.5});
        values.put("float-array", new float[] {0.1f});
        values.put("short-array", new short[] {-2});
        values.put("char-array", new char[] {'a'});
        values.put("boolean-array", new boolean[] {true, false});
        values.put("string-array", new String[] {"a", "b"});
        values.put("array", new Object[] {1, "two"});
        return values;
    }

    private static RemoteFailure.Frame frame() {
        return new RemoteFailure.Frame("a.B", "run", "B.java", 42);
    }

    @Test
    void theirBytesAreStillWrittenAndReadAsTheyWere() {
        var values = values();
        var corpus = Corpus.read("built-ins", CODEC, values);

        assertThat(values.keySet()).containsExactlyElementsOf(corpus.names());
        values.forEach((name, value) -> {
            assertThat(CODEC.encode(value)).as(name).isEqualTo(corpus.bytes(name));
            assertThat(same(CODEC.decode(corpus.bytes(name)), value)).as(name).isTrue();
        });
    }

    @Test
    void everyOneOfThemIsHeldStill() {
        assertThat(values().keySet())
                .containsExactlyElementsOf(
                        BuiltIns.TYPES.stream().map(BuiltIns.BuiltIn::name).toList());
    }

    @Test
    void theirIdsAreCountedFromOneAndNoneIsMissing() {
        int expected = 1;
        for (var builtIn : BuiltIns.TYPES) {
            assertThat(builtIn.id()).as(builtIn.name()).isEqualTo(expected++);
            assertThat(new Manifest(builtIn.name(), 1).id()).isEqualTo(builtIn.id());
        }
        assertThat(expected).isLessThan(WireIds.FIRST_DERIVED);
    }

    private static boolean same(Object arrived, Object sent) {
        if (arrived instanceof RemoteFailureException a && sent instanceof RemoteFailureException b) {
            return a.failure().equals(b.failure());
        }
        return Arrays.deepEquals(new Object[] {arrived}, new Object[] {sent});
    }
}
