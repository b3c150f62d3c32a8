package dev.understudy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void medianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Summary.of(List.of(9.0, 1.0, 5.0))).isEqualTo(new Summary(5, 1, 9, 3));
    }

    @Test
    void medianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Summary.of(List.of(4.0, 1.0, 2.0, 10.0))).isEqualTo(new Summary(3, 1, 10, 4));
    }

    @Test
    void nothingHasNoSummary() {
        assertThatThrownBy(() -> Summary.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ratioIsAboveOneForTheBetterSideWhicheverWayIsBetter() {
        var ten = Summary.of(List.of(10.0));
        var five = Summary.of(List.of(5.0));

        assertThat(ten.betterThan(five, true)).isEqualTo(2);
        assertThat(five.betterThan(ten, false)).isEqualTo(2);
    }
}
