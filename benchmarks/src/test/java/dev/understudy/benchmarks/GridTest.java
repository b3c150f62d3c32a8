package dev.understudy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.benchmarks.GridEngine.Payload;
import dev.understudy.benchmarks.GridPlan.Shape;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every side runs the workloads of several processes, in small.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GridTest {
    private static final int WORKERS = 2;
    private static final int TELLS = 10_000;

    @ParameterizedTest
    @EnumSource
    void everyMessageToAnotherProcessArrivesAndEveryAskIsAnswered(Side side) throws InterruptedException {
        try (var grid = Grid.start(side, Shape.PAIR, WORKERS)) {
            assertThat(grid.engine().tell(Payload.BYTES_100, TELLS).run()).isEqualTo(TELLS);
            var records = grid.engine().tell(Payload.RECORD, TELLS);
            assertThat(records.run() + records.run()).isEqualTo(2 * TELLS);
            assertThat(grid.engine().echo().ask().join()).hasToString("Pong[number=1]");
        }
    }

    @ParameterizedTest
    @EnumSource
    void entityCountsHowOftenItWasAsked(Side side) {
        try (var grid = Grid.start(side, Shape.TRIO, WORKERS)) {
            grid.engine().ask(7, GridEngine.PATIENCE).join();

            assertThat(grid.engine().ask(7, GridEngine.PATIENCE).join()).hasToString("Count[value=2]");
        }
    }
}
