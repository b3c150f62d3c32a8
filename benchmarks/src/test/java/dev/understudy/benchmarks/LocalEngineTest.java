package dev.understudy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every side runs every workload, in small, to its end and more than once.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LocalEngineTest {
    private static final int WORKERS = 2;

    @ParameterizedTest
    @EnumSource
    void everyWorkloadMovesAllItsMessagesEachTime(Side side) throws InterruptedException {
        try (var engine = side.engine(WORKERS)) {
            assertThat(twice(engine.pingPong(2, 10, 100))).isEqualTo(2 * 400);
            assertThat(twice(engine.counting(1000))).isEqualTo(2 * 1000);
            assertThat(twice(engine.fanIn(3, 250))).isEqualTo(2 * 750);
            assertThat(twice(engine.forkJoin(5, 100))).isEqualTo(2 * 500);
            assertThat(twice(engine.ring(10, 1000))).isEqualTo(2 * 1000);
            assertThat(twice(engine.big(6, 100))).isEqualTo(2 * 1200);
            assertThat(twice(engine.spawnStop(100))).isEqualTo(2 * 100);
            assertThat(twice(engine.crowd(100, 10))).isEqualTo(2 * 1000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyAskIsAnswered(Side side) {
        try (var engine = side.engine(WORKERS)) {
            assertThat(engine.asker().ask().join()).hasToString("OK");
        }
    }

    private static long twice(Iteration iteration) throws InterruptedException {
        return iteration.run() + iteration.run();
    }
}
