package dev.understudy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuitesTest {
    @Test
    void suiteSelectsItsWorkloadsAndNoOthers() {
        assertThat(Suites.select("remote"))
                .extracting(Workload::name)
                .containsExactly("remote.tell-100b", "remote.tell-record", "remote.ask-1", "remote.ask-256");
    }

    @Test
    void nameSelectsOneWorkload() {
        assertThat(Suites.select("failover.kill")).extracting(Workload::name).containsExactly("failover.kill");
    }

    @Test
    void whatIsCalledByNobodySelectsNothing() {
        assertThat(Suites.select("remote.")).isEmpty();
    }

    @Test
    void sideThatTakesAMinuteIsMeasuredOnce() {
        var kill = Suites.named("failover.kill").orElseThrow();

        assertThat(kill.runs(Side.PEKKO_DEFAULT, 20)).isEqualTo(1);
        assertThat(kill.runs(Side.UNDERSTUDY, 20)).isEqualTo(20);
    }
}
