package dev.understudy.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RoundTripTest {

    record Numbers(byte b, short s, int i, long l, float f, double d, char c, boolean z) {}

    record Boxes(
            @Nullable Byte b,
            @Nullable Short s,
            @Nullable Integer i,
            @Nullable Long l,
            @Nullable Float f,
            @Nullable Double d,
            @Nullable Character c,
            @Nullable Boolean z) {}

    record Times(
            @Nullable Instant instant,
            @Nullable Duration duration,
            @Nullable LocalDate date,
            @Nullable LocalTime time,
            @Nullable LocalDateTime dateTime,
            @Nullable OffsetDateTime offsetDateTime,
            @Nullable ZonedDateTime zonedDateTime,
            @Nullable ZoneId zone,
            @Nullable ZoneOffset offset) {}

    record Containers(
            List<Integer> list,
            Set<String> set,
            SortedSet<Long> sortedSet,
            Map<String, List<Duration>> map,
            SortedMap<Integer, String> sortedMap,
            Collection<UUID> collection,
            Optional<String> some,
            Optional<Bank.Grade> none) {}

    record Mutables(
            ArrayList<String> list,
            HashSet<String> set,
            HashMap<String, String> map,
            TreeMap<String, Integer> treeMap) {}

    record Tree(String label, List<Tree> children) {}

    record Page<T>(List<T> items, @Nullable T first) {}

    record Anything(@Nullable Object value) {}

    record Drawing(List<Shape> shapes, Shape frame) {}

    sealed interface Shape {}

    record Circle(double radius) implements Shape {}

    sealed interface Polygon extends Shape {}

    record Square(double side) implements Polygon {}

    enum Nothing implements Shape {
        AT_ALL
    }

    private static final MessageCodec CODEC = MessageRegistry.builder()
            .register(Numbers.class)
            .register(Boxes.class)
            .register(Times.class)
            .register(Containers.class)
            .register(Mutables.class)
            .register(Tree.class)
            .register(Page.class)
            .register(Anything.class)
            .register(Drawing.class)
            .build()
            .codec();

    static Stream<Object> values() {
        return Stream.of(
                "",
                "plain",
                "Zürich, 東京, 🐙",
                "half a pair: \uD83D, the other: \uDC19, swapped: \uDC19\uD83D",
                "x".repeat(100_000),
                "ü".repeat(100),
                0,
                30,
                31,
                -1,
                -32,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                (short) -7,
                (byte) -128,
                'ß',
                true,
                false,
                0.1f,
                Float.NaN,
                -0.0,
                0.1,
                0.5,
                Double.MIN_VALUE,
                Double.NEGATIVE_INFINITY,
                UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
                Instant.parse("1969-07-20T20:17:40.123456789Z"),
                Instant.MAX,
                Duration.ofNanos(-1),
                new BigDecimal("-12345678901234567890.000001"),
                BigDecimal.ZERO,
                new BigDecimal("1E+100"),
                new BigInteger("-340282366920938463463374607431768211456"),
                LocalDate.of(2024, 2, 29),
                LocalTime.of(23, 59, 59, 999_999_999),
                LocalTime.MIDNIGHT,
                LocalDateTime.of(1, 2, 3, 4, 5, 6),
                OffsetDateTime.parse("2024-01-01T00:00:00+05:45"),
                ZonedDateTime.parse("2024-07-01T12:00:00+02:00[Europe/Berlin]"),
                OffsetTime.parse("10:15:30-01:00"),
                ZoneId.of("America/Argentina/Ushuaia"),
                ZoneOffset.ofHoursMinutesSeconds(1, 2, 3),
                Year.of(2024),
                YearMonth.of(2024, 12),
                MonthDay.of(2, 29),
                Period.of(1, -2, 3),
                Currency.getInstance("EUR"),
                Locale.forLanguageTag("zh-Hant-TW"),
                URI.create("https://example.org/a?b=c#d"),
                List.of(1, "two", 3.0),
                Arrays.asList("a", null, "b"),
                Set.of("only"),
                Map.of("key", List.of(1, 2)),
                new TreeSet<>(List.of(3, 1, 2)),
                new TreeMap<>(Map.of("b", 1, "a", 2)),
                Optional.of("here"),
                Optional.empty(),
                new Numbers(Byte.MIN_VALUE, Short.MAX_VALUE, -1, Long.MIN_VALUE, 1.5f, -2.25, 'x', true),
                new Boxes((byte) 1, (short) 2, 3, 4L, 5f, 6d, '7', true),
                new Boxes(null, null, null, null, null, null, null, null),
                new Times(null, null, null, null, null, null, null, null, null),
                new Times(
                        Instant.EPOCH,
                        Duration.ZERO,
                        LocalDate.EPOCH,
                        LocalTime.NOON,
                        LocalDateTime.MIN,
                        OffsetDateTime.MAX,
                        ZonedDateTime.parse("2024-07-01T12:00:00Z[UTC]"),
                        ZoneOffset.UTC,
                        ZoneOffset.MAX),
                new Containers(
                        Arrays.asList(1, null, 3),
                        new HashSet<>(Arrays.asList("a", null)),
                        new TreeSet<>(List.of(2L, 1L)),
                        Map.of("k", List.of(Duration.ofDays(1))),
                        new TreeMap<>(Map.of(2, "two", 1, "one")),
                        List.of(new UUID(1, 2)),
                        Optional.of("some"),
                        Optional.empty()),
                new Mutables(
                        new ArrayList<>(List.of("a")),
                        new HashSet<>(List.of("b")),
                        new HashMap<>(Map.of("c", "d")),
                        new TreeMap<>(Map.of("e", 1))),
                new Tree("root", List.of(new Tree("left", List.of()), new Tree("right", List.of()))),
                new Page<>(List.of(new Circle(1), new Square(2)), new Circle(3)),
                new Page<>(List.of("text"), null),
                new Anything(null),
                new Anything(new Anything("deep")),
                new Anything(Bank.Grade.MINOR.name()),
                new Drawing(List.of(new Circle(1), new Square(2), Nothing.AT_ALL), Nothing.AT_ALL));
    }

    @ParameterizedTest
    @MethodSource("values")
    void arrivesAsItWasSent(Object value) {
        var bytes = CODEC.encode(value);

        assertThat(CODEC.decode(bytes)).isEqualTo(value);
    }

    static Stream<Object> arrays() {
        return Stream.of(
                new byte[] {1, -2, 3},
                new int[] {0, -1, Integer.MAX_VALUE},
                new long[] {Long.MIN_VALUE, 7},
                new double[] {0.1, 2},
                new float[] {0.1f},
                new short[] {-3},
                new char[] {'a', 'ß'},
                new boolean[] {true, false},
                new @Nullable String[] {"a", null},
                new Object[] {1, "two", new Circle(3)},
                new int[0]);
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void arraysArriveAsTheirClass(Object array) {
        var arrived = CODEC.decode(CODEC.encode(array));

        assertThat(arrived).hasSameClassAs(array);
        assertThat(Arrays.deepEquals(new Object[] {arrived}, new Object[] {array}))
                .isTrue();
    }

    @SuppressWarnings("ArrayRecordComponent") // they are legal, so they must travel
    record Grids(int[][] grid, Circle[] circles, byte[] bytes, List<String>[] lists) {}

    @Test
    void arraysInRecordsKeepTheirElementTypes() {
        var codec = MessageRegistry.builder().register(Grids.class).build().codec();
        @SuppressWarnings({"unchecked", "rawtypes"})
        List<String>[] lists = new List[] {List.of("x")};
        var sent = new Grids(new int[][] {{1, 2}, {}}, new Circle[] {new Circle(1)}, new byte[] {9}, lists);

        var arrived = (Grids) codec.decode(codec.encode(sent));

        assertThat(arrived.grid()).isDeepEqualTo(sent.grid());
        assertThat(arrived.circles()).containsExactly(new Circle(1));
        assertThat(arrived.bytes()).containsExactly(9);
        assertThat(arrived.lists()).containsExactly(List.of("x"));
    }

    @Test
    void collectionsDeclaredAsInterfacesArriveUnmodifiableAndInOrder() {
        var map = new LinkedHashMap<String, List<Duration>>();
        map.put("z", List.of());
        map.put("a", List.of());
        var sent = new Containers(
                List.of(3, 1, 2),
                Set.of(),
                new TreeSet<>(),
                map,
                new TreeMap<>(),
                List.of(),
                Optional.empty(),
                Optional.empty());

        var arrived = (Containers) CODEC.decode(CODEC.encode(sent));

        assertThat(arrived.map().keySet()).containsExactly("z", "a");
        assertThatThrownBy(() -> arrived.list().add(4)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> arrived.map().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void enumConstantsWithBodiesTravelToo() {
        var codec = Bank.registry().codec();

        var arrived = codec.decode(codec.encode(new Bank.Rejected("why", Bank.Grade.MAJOR)));

        assertThat(arrived).isEqualTo(new Bank.Rejected("why", Bank.Grade.MAJOR));
        assertThat(codec.decode(codec.encode(Bank.Grade.MAJOR))).isSameAs(Bank.Grade.MAJOR);
    }

    @Test
    void aSmallMessageTakesFewBytes() {
        var codec = Bank.registry().codec();

        // format 1, type id 4, count 1, component id 2, number 3
        assertThat(codec.encode(new Bank.Paid(500))).hasSize(11);
        assertThat(codec.encode(new Bank.Close())).hasSize(6);
    }

    @Test
    void severalMessagesStandInOneBuffer() {
        var codec = Bank.registry().codec();
        var out = new WireOutput().writeVarInt(42);

        codec.encode(new Bank.Paid(1), out);
        codec.encode(new Bank.Close(), out);
        out.writeString("end");

        var in = WireInput.of(out.buffer(), 0, out.size());
        assertThat(in.readVarInt()).isEqualTo(42);
        assertThat(codec.decode(in)).isEqualTo(new Bank.Paid(1));
        assertThat(codec.decode(in)).isEqualTo(new Bank.Close());
        assertThat(in.readString()).isEqualTo("end");
        assertThat(in.remaining()).isZero();
    }

    @Test
    void aPartOfAnArrayIsRead() {
        var codec = Bank.registry().codec();
        var bytes = codec.encode(new Bank.Paid(7));
        var padded = new byte[bytes.length + 20];
        System.arraycopy(bytes, 0, padded, 10, bytes.length);

        assertThat(codec.decode(padded, 10, bytes.length)).isEqualTo(new Bank.Paid(7));
    }

    @Test
    void theManifestIsReadWithoutTheMessage() {
        var codec = Bank.registry().codec();
        var bytes = codec.encode(new Bank.Paid(7));

        assertThat(codec.manifestOf(bytes, 0, bytes.length)).isEqualTo(new Manifest("bank.paid", 1));
        assertThat(codec.manifestOf(Bank.Close.class)).isEqualTo(new Manifest("bank.account.close", 1));
        assertThat(codec.manifestOf(Bank.Close.class).id()).isEqualTo(WireIds.ofType("bank.account.close"));
    }

    @Test
    void aNullOptionalIsRefused() {
        var sent = new Containers(
                List.of(),
                Set.of(),
                new TreeSet<>(),
                Map.of(),
                new TreeMap<>(),
                List.of(),
                nothing(),
                Optional.empty());

        assertThatThrownBy(() -> CODEC.encode(sent))
                .isInstanceOf(UnwritableMessageException.class)
                .hasMessageContaining("an Optional is null")
                .hasMessageContaining("round-trip-test.containers.some");
    }

    @SuppressWarnings("NullAway") // the very mistake that is to be refused
    private static Optional<String> nothing() {
        return null;
    }

    @Test
    void aComparatorIsRefusedForItWouldBeLost() {
        var backwards = new TreeSet<Long>(Comparator.reverseOrder());

        assertThatThrownBy(() -> CODEC.encode(new Anything(backwards)))
                .isInstanceOf(UnwritableMessageException.class)
                .hasMessageContaining("comparator");
        assertThatThrownBy(() -> CODEC.encode(new Anything(new TreeMap<String, String>(Comparator.reverseOrder()))))
                .isInstanceOf(UnwritableMessageException.class)
                .hasMessageContaining("comparator");
    }
}
