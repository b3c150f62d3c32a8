package dev.understudy.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RecordEvolutionTest {

    private static final MessageCodec FIRST = FirstRelease.registry().codec();
    private static final MessageCodec SECOND = SecondRelease.registry().codec();
    private static final MessageCodec THIRD = ThirdRelease.registry().codec();

    private static final Corpus BY_FIRST = Corpus.read("generation-1", FIRST, FirstRelease.written());
    private static final Corpus BY_SECOND = Corpus.read("generation-2", SECOND, SecondRelease.written());
    private static final Corpus BY_THIRD = Corpus.read("generation-3", THIRD, ThirdRelease.written());

    static Stream<Arguments> everyReaderOfEveryWriter() {
        var address = new SecondRelease.Address("Main St 1", "Arlington");
        return Stream.of(
                // the first release reads
                read(FIRST, BY_FIRST, "opened", new FirstRelease.Opened("Ada", 10_000)),
                read(FIRST, BY_SECOND, "opened", new FirstRelease.Opened("Grace", 20_000)),
                read(FIRST, BY_THIRD, "opened", new FirstRelease.Opened("Barbara", 30_000)),
                read(FIRST, BY_FIRST, "paid", new FirstRelease.Paid(1999, 0.5f, "books")),
                read(FIRST, BY_SECOND, "paid", new FirstRelease.Paid(2999, 0.25f, "food")),
                read(FIRST, BY_THIRD, "paid", new FirstRelease.Paid(3999, 0.125f, "tea")),
                read(FIRST, BY_FIRST, "closed", new FirstRelease.Closed(2)),
                read(FIRST, BY_SECOND, "closed", new FirstRelease.Closed(3)),
                // the second release reads
                read(SECOND, BY_FIRST, "opened", new SecondRelease.Opened("Ada", 10_000, null)),
                read(SECOND, BY_SECOND, "opened", new SecondRelease.Opened("Grace", 20_000, address)),
                read(SECOND, BY_THIRD, "opened", new SecondRelease.Opened("Barbara", 30_000, null)),
                read(
                        SECOND,
                        BY_FIRST,
                        "paid",
                        new SecondRelease.Paid(1999, 0.5, "books", SecondRelease.Currency.EUR, List.of())),
                read(
                        SECOND,
                        BY_SECOND,
                        "paid",
                        new SecondRelease.Paid(
                                2999, 0.25, "food", SecondRelease.Currency.USD, List.of("weekly", "home"))),
                read(
                        SECOND,
                        BY_THIRD,
                        "paid",
                        new SecondRelease.Paid(3999, 0.125, "tea", SecondRelease.Currency.OTHER, List.of())),
                read(SECOND, BY_FIRST, "closed", new SecondRelease.Closed(2)),
                // the third release reads
                read(THIRD, BY_FIRST, "opened", new ThirdRelease.Opened("Ada", 10_000, null, Set.of())),
                read(
                        THIRD,
                        BY_SECOND,
                        "opened",
                        new ThirdRelease.Opened(
                                "Grace",
                                20_000,
                                new ThirdRelease.Address("Main St 1", "Arlington", Optional.empty()),
                                Set.of())),
                read(THIRD, BY_THIRD, "opened", new ThirdRelease.Opened("Barbara", 30_000, null, Set.of("Liskov"))),
                read(
                        THIRD,
                        BY_FIRST,
                        "paid",
                        new ThirdRelease.Paid(1999, 0.5, "books", ThirdRelease.Currency.EURO, Optional.empty())),
                read(
                        THIRD,
                        BY_SECOND,
                        "paid",
                        new ThirdRelease.Paid(2999, 0.25, "food", ThirdRelease.Currency.USD, Optional.empty())),
                read(
                        THIRD,
                        BY_THIRD,
                        "paid",
                        new ThirdRelease.Paid(3999, 0.125, "tea", ThirdRelease.Currency.GBP, Optional.of("r-1"))),
                read(THIRD, BY_FIRST, "closed", new ThirdRelease.Closed("reason 2", false)),
                read(THIRD, BY_SECOND, "closed", new ThirdRelease.Closed("reason 3", false)),
                read(THIRD, BY_THIRD, "closed", new ThirdRelease.Closed("moved", true)));
    }

    @ParameterizedTest
    @MethodSource("everyReaderOfEveryWriter")
    void everyReleaseReadsWhatEveryOtherWrote(MessageCodec reader, byte[] bytes, Object expected) {
        assertThat(reader.decode(bytes)).isEqualTo(expected);
    }

    static Stream<Arguments> corpora() {
        return Stream.of(
                Arguments.of(FIRST, FirstRelease.written(), BY_FIRST),
                Arguments.of(SECOND, SecondRelease.written(), BY_SECOND),
                Arguments.of(THIRD, ThirdRelease.written(), BY_THIRD));
    }

    @ParameterizedTest
    @MethodSource("corpora")
    void bytesAreStillWrittenAsTheyWere(MessageCodec codec, Map<String, Object> written, Corpus corpus) {
        assertThat(corpus.names()).isEqualTo(written.keySet());
        written.forEach(
                (name, value) -> assertThat(codec.encode(value)).as(name).containsExactly(corpus.bytes(name)));
    }

    @Test
    void aNewerVersionIsRefusedByOlderNodes() {
        var bytes = BY_THIRD.bytes("closed");

        assertThatThrownBy(() -> SECOND.decode(bytes))
                .isInstanceOf(IncompatibleMessageException.class)
                .hasMessage("corpus.event.closed was written in version 2; this node reads up to 1");
        assertThat(THIRD.manifestOf(bytes, 0, bytes.length)).isEqualTo(new Manifest("corpus.event.closed", 2));
    }

    record Narrow(int count, float share) {}

    record Wide(long count, double share) {}

    private static final MessageCodec NARROW = codecOf(Narrow.class);
    private static final MessageCodec WIDE = codecOf(Wide.class);

    @Test
    void aNumberThatDoesNotFitIsRefusedByName() {
        assertThatThrownBy(() -> NARROW.decode(WIDE.encode(new Wide(1L << 40, 0))))
                .isInstanceOf(IncompatibleMessageException.class)
                .hasMessage("the bytes hold 1099511627776, which is no int (at shape.count)");
        assertThatThrownBy(() -> NARROW.decode(WIDE.encode(new Wide(1, 1e300))))
                .isInstanceOf(IncompatibleMessageException.class)
                .hasMessageContaining("1.0E300")
                .hasMessageContaining("shape.share");
    }

    @Test
    void aFractionIsRoundedToTheNearestFloat() {
        assertThat(NARROW.decode(WIDE.encode(new Wide(1, 0.1)))).isEqualTo(new Narrow(1, 0.1f));
        assertThat(NARROW.decode(WIDE.encode(new Wide(1, Double.POSITIVE_INFINITY))))
                .isEqualTo(new Narrow(1, Float.POSITIVE_INFINITY));
    }

    record Whole(long share) {}

    record Fraction(double share) {}

    @Test
    void wholeNumbersAndFractionsAreExchangedWhereNothingIsLost() {
        var whole = codecOf(Whole.class);
        var fraction = codecOf(Fraction.class);

        assertThat(fraction.decode(whole.encode(new Whole(3)))).isEqualTo(new Fraction(3));
        assertThat(whole.decode(fraction.encode(new Fraction(-3)))).isEqualTo(new Whole(-3));
        assertThatThrownBy(() -> whole.decode(fraction.encode(new Fraction(0.5))))
                .isInstanceOf(IncompatibleMessageException.class)
                .hasMessageContaining("0.5");
        assertThatThrownBy(() -> fraction.decode(whole.encode(new Whole(Long.MAX_VALUE))))
                .isInstanceOf(IncompatibleMessageException.class)
                .hasMessageContaining("exactly");
    }

    record Text(String share) {}

    @Test
    void aComponentOfAnotherTypeIsRefusedByName() {
        var text = codecOf(Text.class);
        var whole = codecOf(Whole.class);

        assertThatThrownBy(() -> text.decode(whole.encode(new Whole(3))))
                .isInstanceOf(IncompatibleMessageException.class)
                .hasMessage(
                        "expected text but the bytes hold a whole number: its type was another one (at shape.share)");
    }

    record Empty() {}

    @SuppressWarnings("ArrayRecordComponent") // it is legal, so it must evolve
    record Full(
            int i,
            long l,
            double d,
            boolean z,
            char c,
            String text,
            List<String> list,
            Map<String, String> map,
            Optional<String> optional,
            int[] array,
            @Nullable Integer boxed,
            @Nullable Text record) {}

    @Test
    void whatOldBytesLackIsZeroOrEmpty() {
        var full = codecOf(Full.class);

        var arrived = (Full) full.decode(codecOf(Empty.class).encode(new Empty()));

        assertThat(arrived.array()).isEmpty();
        assertThat(arrived.i()).isZero();
        assertThat(arrived.l()).isZero();
        assertThat(arrived.d()).isZero();
        assertThat(arrived.z()).isFalse();
        assertThat(arrived.c()).isEqualTo('\0');
        assertThat(arrived.text()).isEmpty();
        assertThat(arrived.list()).isEmpty();
        assertThat(arrived.map()).isEmpty();
        assertThat(arrived.optional()).isEmpty();
        assertThat(arrived.boxed()).isNull();
        assertThat(arrived.record()).isNull();
    }

    @Test
    void componentsOfEveryKindAreSkipped() {
        var full = new Full(
                -1,
                Long.MAX_VALUE,
                0.1,
                true,
                'x',
                "long enough to need a length of its own",
                List.of("a", "b"),
                Map.of("k", "v"),
                Optional.of("o"),
                new int[] {1, 2, 3},
                null,
                new Text("t"));

        assertThat(codecOf(Empty.class).decode(codecOf(Full.class).encode(full)))
                .isEqualTo(new Empty());
    }

    record Guarded(String name) {

        Guarded {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("name is empty");
            }
        }
    }

    @Test
    void aConstructorThatRefusesADefaultSaysSo() {
        var guarded = codecOf(Guarded.class);

        assertThatThrownBy(() -> guarded.decode(codecOf(Empty.class).encode(new Empty())))
                .isInstanceOf(IncompatibleMessageException.class)
                .hasMessageContaining("name is empty")
                .hasMessageContaining("1 components were not in the bytes")
                .hasMessageContaining("defaultsTo")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    record Swapped(double share, long count) {}

    @Test
    void theOrderOfComponentsDoesNotMatter() {
        assertThat(codecOf(Swapped.class).decode(WIDE.encode(new Wide(1, 2)))).isEqualTo(new Swapped(2, 1));
    }

    record Before(String memo) {}

    record After(String note) {}

    @Test
    void aRenameWithoutARuleCanBeMendedOnTheReadingSide() {
        var after = MessageRegistry.builder()
                .record(After.class, rules -> rules.named("shape").alsoReads("note", "memo"))
                .build()
                .codec();

        assertThat(after.decode(codecOf(Before.class).encode(new Before("x")))).isEqualTo(new After("x"));
        assertThat(after.decode(after.encode(new After("y")))).isEqualTo(new After("y"));
    }

    @Test
    void aRenamedRecordStillReadsItsFormerName() {
        var renamed = MessageRegistry.builder()
                .record(Whole.class, rules -> rules.named("new.name").formerly("shape"))
                .build()
                .codec();

        assertThat(renamed.decode(codecOf(Whole.class).encode(new Whole(4)))).isEqualTo(new Whole(4));
        assertThat(renamed.manifestOf(Whole.class)).isEqualTo(new Manifest("new.name", 1));
    }

    record Nullable5(@Nullable Integer count) {}

    record Plain(int count) {}

    record Maybe(Optional<Integer> count) {}

    @Test
    void nullableOptionalAndPrimitiveComponentsReadEachOther() {
        var nullable = codecOf(Nullable5.class);
        var plain = codecOf(Plain.class);
        var maybe = codecOf(Maybe.class);

        assertThat(maybe.decode(nullable.encode(new Nullable5(null)))).isEqualTo(new Maybe(Optional.empty()));
        assertThat(maybe.decode(plain.encode(new Plain(5)))).isEqualTo(new Maybe(Optional.of(5)));
        assertThat(nullable.decode(maybe.encode(new Maybe(Optional.empty())))).isEqualTo(new Nullable5(null));
        assertThat(plain.decode(nullable.encode(new Nullable5(null)))).isEqualTo(new Plain(0));
    }

    enum Old {
        A,
        B
    }

    enum New {
        B,
        A,
        C
    }

    @Test
    void enumsMayBeReorderedAndAnUnknownConstantIsRefusedByName() {
        var older =
                MessageRegistry.builder().register("letter", Old.class).build().codec();
        var newer =
                MessageRegistry.builder().register("letter", New.class).build().codec();

        assertThat(newer.decode(older.encode(Old.A))).isEqualTo(New.A);
        assertThat(older.decode(newer.encode(New.B))).isEqualTo(Old.B);
        assertThatThrownBy(() -> older.decode(newer.encode(New.C)))
                .isInstanceOf(IncompatibleMessageException.class)
                .hasMessage("letter has no constant C here, only A, B; unknownAs(…) says what to read instead");
    }

    private static Arguments read(MessageCodec reader, Corpus corpus, String name, Object expected) {
        return Arguments.of(reader, corpus.bytes(name), expected);
    }

    /// A codec for which the class is what is called "shape" on the wire.
    private static MessageCodec codecOf(Class<?> type) {
        return MessageRegistry.builder().register("shape", type).build().codec();
    }
}
