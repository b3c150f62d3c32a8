package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.examples.bank.SlipBook;
import org.junit.jupiter.api.Test;

class SlipOrderTest {
    private final SlipOrder order = new SlipOrder();

    @Test
    void slipsInOrderAreNoViolationThoughSomeAreMissing() {
        order.saw(seen(1, 2, 3));
        order.saw(seen(1, 2, 3, 5, 9));

        assertThat(order.violations()).isZero();
    }

    @Test
    void whatTheAccountSawOutOfOrderCountsOnce() {
        order.saw(seen(1, 3, 2));
        order.saw(seen(1, 3, 2, 4));
        order.saw(seen(1, 3, 2, 4, 6, 5));

        assertThat(order.violations()).isEqualTo(2);
    }

    @Test
    void anAccountThatForgotMayGoOnWithHigherSlips() {
        order.saw(seen(1, 2, 3, 4));
        order.saw(seen(7, 8));
        order.saw(seen(7, 8, 9));

        assertThat(order.violations()).isZero();
    }

    @Test
    void aSlipThatReachesTheSuccessorAfterAHigherOneReachedThePredecessorIsAViolation() {
        order.saw(seen(1, 2, 5));
        order.saw(seen(3, 4, 6));

        assertThat(order.violations()).isEqualTo(2);
    }

    @Test
    void whatASuccessorSawOutOfOrderCountsToo() {
        order.saw(seen(1, 2));
        order.saw(seen(4, 3));

        assertThat(order.violations()).isEqualTo(1);
    }

    @Test
    void aSuccessorThatKnowsNothingYetForgetsNothingOfTheJudge() {
        order.saw(seen(1, 2, 5));
        order.saw(SlipBook.EMPTY);
        order.saw(seen(4));

        assertThat(order.violations()).isEqualTo(1);
    }

    private static SlipBook seen(long... numbers) {
        SlipBook book = SlipBook.EMPTY;
        for (long number : numbers) {
            book = book.with(number);
        }
        return book;
    }
}
