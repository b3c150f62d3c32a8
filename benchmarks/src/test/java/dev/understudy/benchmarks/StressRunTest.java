package dev.understudy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StressRunTest {
    @Test
    void everyMessageArrivesOnceAndInOrderThoughReceiversFail() throws InterruptedException {
        try (var run = new StressRun(2, 7)) {
            assertThat(run.runRound()).isEmpty();
            assertThat(run.runRound()).isEmpty();

            assertThat(run.messages()).isEqualTo(2 * 5_000 * 7 * 4);
            assertThat(run.failures()).isPositive();
        }
    }
}
