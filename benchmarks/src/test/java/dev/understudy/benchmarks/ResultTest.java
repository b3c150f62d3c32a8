package dev.understudy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ResultTest {
    private static Workload workload(String name) {
        return Suites.named(name).orElseThrow();
    }

    @Test
    void eachSettingOfThePeerHasItsRatio() {
        var result = new Result(
                workload("local.pingpong"),
                Map.of(
                        Side.UNDERSTUDY, List.of(Sample.of(10), Sample.of(30), Sample.of(20)),
                        Side.PEKKO_DEFAULT, List.of(Sample.of(4)),
                        Side.PEKKO_TUNED, List.of(Sample.of(40))),
                List.of("-Xmx4g"),
                0.01);

        assertThat(result.json())
                .containsEntry("workload", "local.pingpong")
                .containsEntry("unit", "msg/s")
                .containsEntry("understudy", Map.of("median", 20.0, "min", 10.0, "max", 30.0, "runs", 3))
                .containsEntry("ratio_default", 5.0)
                .containsEntry("ratio_tuned", 0.5)
                .containsEntry("flags", "-Xmx4g");
    }

    @Test
    void fewerBytesAreBetter() {
        var result = new Result(
                workload("local.idle-bytes"),
                Map.of(Side.UNDERSTUDY, List.of(Sample.of(50)), Side.PEKKO_DEFAULT, List.of(Sample.of(500))),
                List.of(),
                Double.NaN);

        assertThat(result.ratio(Side.PEKKO_DEFAULT)).isEqualTo(10);
        assertThat(result.json()).doesNotContainKey("foreign_cpu");
    }

    @Test
    void lessTimeIsBetter() {
        var result = new Result(
                workload("failover.kill"),
                Map.of(Side.UNDERSTUDY, List.of(Sample.of(400)), Side.PEKKO_TUNED, List.of(Sample.of(6000))),
                List.of(),
                0);

        assertThat(result.json()).containsEntry("ratio_tuned", 15.0);
    }

    @Test
    void otherFiguresStandBesideTheMedian() {
        var result = new Result(
                workload("local.ask-1"),
                Map.of(
                        Side.UNDERSTUDY,
                        List.of(Sample.of(5).with("p99_us", 1), Sample.of(5).with("p99_us", 3))),
                List.of(),
                0);

        assertThat(result.json().get("understudy"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("p99_us", 2.0);
    }
}
