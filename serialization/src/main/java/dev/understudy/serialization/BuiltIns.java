package dev.understudy.serialization;

import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.kryo5.serializers.TimeSerializers;
import dev.understudy.actor.ActorRef;
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
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The types that every registry knows, with ids that never change: add at the end, never reuse a number.
///
/// Ids up to 30 share the header byte, so what is sent most stands there.
final class BuiltIns {

    static {
        KryoStart.withoutUnsafe(); // before the serializers below
    }

    /// A value that says its own type.
    static final PolymorphicSerializer ANY = new PolymorphicSerializer(Object.class, "any");

    static final WholeSerializer<Integer> INT = WholeSerializer.ofInt();
    static final WholeSerializer<Long> LONG = WholeSerializer.ofLong();
    static final WholeSerializer<Short> SHORT = WholeSerializer.ofShort();
    static final WholeSerializer<Byte> BYTE = WholeSerializer.ofByte();
    static final WholeSerializer<Character> CHAR = WholeSerializer.ofChar();
    static final FractionSerializer<Double> DOUBLE = FractionSerializer.ofDouble();
    static final FractionSerializer<Float> FLOAT = FractionSerializer.ofFloat();

    /// A record of this room, whose serializer the [RegistryCompiler] makes like that of any record.
    static final String FAILURE = "failure";

    static final String FAILURE_FRAME = "failure-frame";

    /// @param type the class; an open one stands for its subtypes too
    /// @param serializer null where the [RegistryCompiler] makes it
    record BuiltIn(
            int id, String name, Class<?> type, @Nullable WireSerializer<?> serializer, boolean open) {}

    static final List<BuiltIn> TYPES = List.of(
            exact(1, "string", String.class, new TextSerializer()),
            exact(2, "int", Integer.class, INT),
            exact(3, "long", Long.class, LONG),
            exact(4, "boolean", Boolean.class, new TruthSerializer(false)),
            exact(5, "double", Double.class, DOUBLE),
            exact(6, "float", Float.class, FLOAT),
            exact(7, "short", Short.class, SHORT),
            exact(8, "byte", Byte.class, BYTE),
            exact(9, "char", Character.class, CHAR),
            exact(10, "bytes", byte[].class, new BytesSerializer()),
            open(11, "list", Collection.class, new CollectionSerializer(CollectionForm.LIST, ANY)),
            open(12, "set", Set.class, new CollectionSerializer(CollectionForm.SET, ANY)),
            open(13, "map", Map.class, new MapSerializer(MapForm.MAP, ANY, ANY)),
            exact(14, "optional", Optional.class, new OptionalSerializer(ANY)),
            kryos(15, "uuid", UUID.class, new DefaultSerializers.UUIDSerializer()),
            kryos(16, "instant", Instant.class, new TimeSerializers.InstantSerializer()),
            kryos(17, "duration", Duration.class, new TimeSerializers.DurationSerializer()),
            kryos(18, "big-decimal", BigDecimal.class, new DefaultSerializers.BigDecimalSerializer()),
            kryos(19, "big-integer", BigInteger.class, new DefaultSerializers.BigIntegerSerializer()),
            kryos(20, "local-date", LocalDate.class, new TimeSerializers.LocalDateSerializer()),
            kryos(21, "local-date-time", LocalDateTime.class, new TimeSerializers.LocalDateTimeSerializer()),
            kryos(22, "local-time", LocalTime.class, new TimeSerializers.LocalTimeSerializer()),
            kryos(23, "zoned-date-time", ZonedDateTime.class, new TimeSerializers.ZonedDateTimeSerializer()),
            kryos(24, "offset-date-time", OffsetDateTime.class, new TimeSerializers.OffsetDateTimeSerializer()),
            new BuiltIn(25, ThrowableSerializer.NAME, Throwable.class, null, true),
            open(26, RefSerializer.NAME, ActorRef.class, new RefSerializer(RefSerializer.NAME)),
            new BuiltIn(27, FAILURE, RemoteFailure.class, null, false),
            new BuiltIn(28, FAILURE_FRAME, RemoteFailure.Frame.class, null, false),
            open(29, "sorted-set", SortedSet.class, new CollectionSerializer(CollectionForm.SORTED_SET, ANY)),
            open(30, "sorted-map", SortedMap.class, new MapSerializer(MapForm.SORTED_MAP, ANY, ANY)),
            open(31, "zone-id", ZoneId.class, new TextFormSerializer<>("zone-id", ZoneId::getId, ZoneId::of)),
            kryos(32, "zone-offset", ZoneOffset.class, new TimeSerializers.ZoneOffsetSerializer()),
            kryos(33, "offset-time", OffsetTime.class, new TimeSerializers.OffsetTimeSerializer()),
            kryos(34, "year", Year.class, new TimeSerializers.YearSerializer()),
            kryos(35, "year-month", YearMonth.class, new TimeSerializers.YearMonthSerializer()),
            kryos(36, "month-day", MonthDay.class, new TimeSerializers.MonthDaySerializer()),
            kryos(37, "period", Period.class, new TimeSerializers.PeriodSerializer()),
            exact(
                    38,
                    "currency",
                    Currency.class,
                    new TextFormSerializer<>("currency", Currency::getCurrencyCode, Currency::getInstance)),
            exact(
                    39,
                    "locale",
                    Locale.class,
                    new TextFormSerializer<>("locale", Locale::toLanguageTag, Locale::forLanguageTag)),
            exact(40, "uri", URI.class, new TextFormSerializer<>("uri", URI::toString, URI::create)),
            exact(41, "int-array", int[].class, new PrimitiveArraySerializer(int.class, INT.asPrimitive())),
            exact(42, "long-array", long[].class, new PrimitiveArraySerializer(long.class, LONG.asPrimitive())),
            exact(43, "double-array", double[].class, new PrimitiveArraySerializer(double.class, DOUBLE.asPrimitive())),
            exact(44, "float-array", float[].class, new PrimitiveArraySerializer(float.class, FLOAT.asPrimitive())),
            exact(45, "short-array", short[].class, new PrimitiveArraySerializer(short.class, SHORT.asPrimitive())),
            exact(46, "char-array", char[].class, new PrimitiveArraySerializer(char.class, CHAR.asPrimitive())),
            exact(
                    47,
                    "boolean-array",
                    boolean[].class,
                    new PrimitiveArraySerializer(boolean.class, new TruthSerializer(true))),
            exact(48, "string-array", String[].class, new ArraySerializer(String.class, new TextSerializer())),
            exact(49, "array", Object[].class, new ArraySerializer(Object.class, ANY)));

    private static final Map<String, Integer> IDS = ids();

    private static final Map<Class<?>, WireSerializer<?>> PRIMITIVES = Map.of(
            int.class, INT.asPrimitive(),
            long.class, LONG.asPrimitive(),
            short.class, SHORT.asPrimitive(),
            byte.class, BYTE.asPrimitive(),
            char.class, CHAR.asPrimitive(),
            double.class, DOUBLE.asPrimitive(),
            float.class, FLOAT.asPrimitive(),
            boolean.class, new TruthSerializer(true));

    private static final Map<Class<?>, WireSerializer<?>> DECLARED = declared();

    private BuiltIns() {}

    /// The fixed id behind a reserved name.
    static OptionalInt reservedId(String name) {
        var id = IDS.get(name);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /// Whether a class is none of ours, so that it may not take a reserved name.
    static boolean isForeign(Class<?> type) {
        return TYPES.stream().noneMatch(builtIn -> builtIn.type() == type);
    }

    /// The serializer of a component declared as just this class of the JDK, containers apart; or null.
    static @Nullable WireSerializer<?> ofDeclared(Class<?> declared) {
        return DECLARED.get(declared);
    }

    private static Map<Class<?>, WireSerializer<?>> declared() {
        var byClass = new HashMap<Class<?>, WireSerializer<?>>(PRIMITIVES);
        for (var type : TYPES) {
            var serializer = type.serializer();
            boolean container = serializer instanceof CollectionSerializer
                    || serializer instanceof MapSerializer
                    || serializer instanceof OptionalSerializer
                    || serializer instanceof ArraySerializer
                    || serializer instanceof RefSerializer;
            if (serializer != null && !container) {
                byClass.put(type.type(), serializer);
            }
        }
        return Map.copyOf(byClass);
    }

    private static Map<String, Integer> ids() {
        var ids = new HashMap<String, Integer>();
        for (var type : TYPES) {
            ids.put(type.name(), type.id());
        }
        return Map.copyOf(ids);
    }

    private static BuiltIn exact(int id, String name, Class<?> type, WireSerializer<?> serializer) {
        return new BuiltIn(id, name, type, serializer, false);
    }

    private static BuiltIn open(int id, String name, Class<?> type, WireSerializer<?> serializer) {
        return new BuiltIn(id, name, type, serializer, true);
    }

    private static <T> BuiltIn kryos(
            int id, String name, Class<T> type, com.esotericsoftware.kryo.kryo5.Serializer<T> serializer) {
        return exact(id, name, type, new KryoValueSerializer<>(name, type, serializer));
    }
}
