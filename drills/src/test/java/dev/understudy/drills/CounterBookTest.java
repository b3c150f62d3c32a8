package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.examples.bank.SlipBook;
import org.junit.jupiter.api.Test;

class CounterBookTest {
    private final CounterBook book = new CounterBook();

    @Test
    void aConfirmedOrderThatIsNotOnTheBooksIsLost() {
        book.ordered(1, 500);
        book.ordered(2, -200);
        book.confirmed(1);
        book.confirmed(2);

        assertThat(book.lost(shown(1))).isEqualTo(1);
        assertThat(book.lost(shown(1, 2))).isZero();
    }

    @Test
    void anOrderThatWasNotConfirmedMayBeOnTheBooksOrNot() {
        book.ordered(1, 500);

        assertThat(book.lost(shown())).isZero();
        assertThat(book.lost(shown(1))).isZero();
    }

    @Test
    void theEffectIsThatOfTheOrdersOnTheBooks() {
        book.ordered(1, 500);
        book.ordered(2, -200);
        book.ordered(3, 70);

        assertThat(book.effect(shown(1, 2))).isEqualTo(300);
        assertThat(book.effect(shown())).isZero();
    }

    private static SlipBook shown(long... numbers) {
        SlipBook book = SlipBook.EMPTY;
        for (long number : numbers) {
            book = book.with(number);
        }
        return book;
    }
}
