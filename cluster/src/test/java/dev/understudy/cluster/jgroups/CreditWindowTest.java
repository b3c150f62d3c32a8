package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CreditWindowTest {
    private final CreditWindow window = new CreditWindow(3);

    @BeforeEach
    void open() {
        window.open(7);
    }

    @Test
    void letsAsManyGoAsThereIsCredit() {
        assertThat(window.take()).isEqualTo(0);
        assertThat(window.take()).isEqualTo(1);
        assertThat(window.take()).isEqualTo(2);

        assertThat(window.hasCredit()).isFalse();
        assertThatIllegalStateException().isThrownBy(window::take);
    }

    @Test
    void whatWasConsumedMayGoAgain() {
        takeAll();

        assertThat(window.granted(7, 2)).isTrue();

        assertThat(window.take()).isEqualTo(3);
        assertThat(window.take()).isEqualTo(4);
        assertThat(window.hasCredit()).isFalse();
    }

    @Test
    void aRepeatedReportGivesNothing() {
        takeAll();
        window.granted(7, 2);

        assertThat(window.granted(7, 2)).isFalse();
        assertThat(window.granted(7, 1)).isFalse();

        window.take();
        window.take();
        assertThat(window.hasCredit()).isFalse();
    }

    @Test
    void lateCreditOfAnEarlierGenerationGivesNothing() {
        takeAll();
        window.open(8);
        takeAll();

        assertThat(window.granted(7, 3)).isFalse();
        assertThat(window.hasCredit()).isFalse();
    }

    @Test
    void creditForWhatWasNeverSentGivesNothing() {
        window.take();

        assertThat(window.granted(7, 2)).isFalse();
    }

    @Test
    void aClosedWindowLetsNothingGo() {
        window.close();

        assertThat(window.hasCredit()).isFalse();
        assertThat(window.granted(7, 0)).isFalse();
    }

    private void takeAll() {
        while (window.hasCredit()) {
            window.take();
        }
    }
}
