package dev.understudy.actor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// How a pool follows its load.
class PoolSizingTest {

    private final PoolSizing sizing = new PoolSizing(2, 20, ofSeconds(1));

    @Test
    void itGrowsByAQuarterWhenMoreThanOneMessageWaitsForEach() {
        assertThat(sizing.decide(8, 8, 9, 3)).isEqualTo(new PoolSizing.Decision(10, 0));
        assertThat(sizing.decide(2, 2, 3, 0)).isEqualTo(new PoolSizing.Decision(3, 0));
    }

    @Test
    void itNeverGrowsBeyondItsBound() {
        assertThat(sizing.decide(19, 19, 1000, 0).size()).isEqualTo(20);
        assertThat(sizing.decide(20, 20, 1000, 0).size()).isEqualTo(20);
    }

    @Test
    void oneCalmLookIsNotEnoughToShrink() {
        assertThat(sizing.decide(16, 3, 0, 0)).isEqualTo(new PoolSizing.Decision(16, 1));
        assertThat(sizing.decide(16, 3, 0, 8)).isEqualTo(new PoolSizing.Decision(16, 9));
        assertThat(sizing.decide(16, 3, 0, 9)).isEqualTo(new PoolSizing.Decision(14, 0));
    }

    @Test
    void aBusyLookBeginsTheCountAgain() {
        assertThat(sizing.decide(16, 8, 0, 9)).isEqualTo(new PoolSizing.Decision(16, 0));
        assertThat(sizing.decide(16, 3, 1, 9)).isEqualTo(new PoolSizing.Decision(16, 0));
    }

    @Test
    void itNeverShrinksBelowItsBound() {
        assertThat(sizing.decide(2, 0, 0, 9).size()).isEqualTo(2);
    }

    @Test
    void aRangeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new PoolSizing(3, 2, ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 3 to 2");
    }
}
