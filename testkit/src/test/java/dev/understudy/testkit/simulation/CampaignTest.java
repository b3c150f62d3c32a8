package dev.understudy.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/// Random runs of the whole protocol. 20,000 fixed and 5,000 fresh ones, unless `-Dsimulation.seeds` and
/// `-Dsimulation.fresh` say otherwise.
final class CampaignTest {
    private static final int THREADS = 2;

    @Test
    void fixedSeedsViolateNothingAndCoverEnough() throws InterruptedException {
        var result = Campaign.run(Profile::scenarioOf, 1, Long.getLong("simulation.seeds", 20_000), THREADS, _ -> {});

        assertThat(result.violated()).isEmpty();
        assertThat(result.belowFloor()).isEmpty();
    }

    @Test
    void freshSeedsViolateNothing() throws InterruptedException {
        long from = ThreadLocalRandom.current().nextLong(1_000_000_000L, 1_000_000_000_000L);
        System.out.println("simulation: fresh seeds from " + from + "; scripts/sim --from repeats them");

        var result = Campaign.run(Profile::scenarioOf, from, Long.getLong("simulation.fresh", 5_000), THREADS, _ -> {});

        assertThat(result.violated()).as("from seed " + from).isEmpty();
    }

    @Test
    void aRunThatCoversTooLittleSaysSo() {
        var result = new Campaign.Result(1_000, List.of(), new Coverage());

        assertThat(result.belowFloor())
                .hasSize(6)
                .anySatisfy(line -> assertThat(line).startsWith("takeovers: 0"));
    }
}
