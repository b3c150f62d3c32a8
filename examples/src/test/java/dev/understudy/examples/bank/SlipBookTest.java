package dev.understudy.examples.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.understudy.examples.bank.SlipBook.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlipBookTest {
    @Test
    void slipsInOrderTakeOneSpan() {
        SlipBook book = seen(1, 2, 3, 4);

        assertThat(book).isEqualTo(new SlipBook(List.of(new Span(1, 4)), 0, 0));
        assertThat(book.highest()).isEqualTo(4);
        assertThat(book.count()).isEqualTo(4);
    }

    @Test
    void aMissingSlipLeavesAGap() {
        SlipBook book = seen(1, 2, 4);

        assertThat(book.spans()).containsExactly(new Span(1, 2), new Span(4, 4));
        assertThat(book.contains(3)).isFalse();
        assertThat(book.outOfOrder()).isZero();
    }

    @Test
    void aLateSlipClosesItsGapAndIsOutOfOrder() {
        SlipBook book = seen(1, 2, 4, 5, 3);

        assertThat(book).isEqualTo(new SlipBook(List.of(new Span(1, 5)), 1, 0));
    }

    @Test
    void aRepeatedSlipIsCountedAsThat() {
        SlipBook book = seen(1, 2, 1, 2, 3);

        assertThat(book).isEqualTo(new SlipBook(List.of(new Span(1, 3)), 0, 2));
    }

    @Test
    void slipsAreNumberedFromOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Slip("teller", 0))
                .withMessage("slip 0 of teller: numbers begin at 1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theBookHoldsWhatASetWouldHoldInAnyOrder(long seed) {
        Random random = new Random(seed);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            numbers.add(1L + random.nextInt(120));
        }
        Collections.shuffle(numbers, random);

        SlipBook book = seen(numbers.stream().mapToLong(Long::longValue).toArray());

        assertThat(book.numbers().boxed()).containsExactlyElementsOf(new TreeSet<>(numbers));
        assertThat(book.repeated()).isEqualTo(200 - book.count());
        for (int i = 1; i < book.spans().size(); i++) {
            assertThat(book.spans().get(i).first())
                    .isGreaterThan(book.spans().get(i - 1).last() + 1);
        }
    }

    private static SlipBook seen(long... numbers) {
        SlipBook book = SlipBook.EMPTY;
        for (long number : numbers) {
            book = book.with(number);
        }
        return book;
    }
}
