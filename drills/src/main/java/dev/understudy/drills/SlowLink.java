package dev.understudy.drills;

import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.List;

/// Limits the link of the owner of busy entities to so little that its asks don't fit through.
///
/// Leases go through the same link; they must hold.
final class SlowLink implements Drill {
    private static final int BITS_PER_SECOND = 1_000_000;
    private static final Duration LEAST = ofSeconds(4);
    private static final Duration MOST = ofSeconds(6);

    @Override
    public String name() {
        return "slow-link";
    }

    @Override
    public String summary() {
        return "limit the link of the owner of busy entities to 1 Mbit/s for some seconds";
    }

    @Override
    public Needs needs() {
        return Needs.STANDARD.withLinks();
    }

    @Override
    public void strike(Stage stage) {
        String victim = stage.ownerOfBusy();
        Strike strike = stage.aim(FaultKind.SLOW_LINK, List.of(victim));
        strike.hit(() -> stage.links().slow(victim, BITS_PER_SECOND));
        stage.await(stage.between(LEAST, MOST));
        long delayed = stage.links().delayed(victim);
        strike.end(() -> stage.links().heal());
        strike.evidence("link of the owner of %d entities limited to 1 Mbit/s for %d ms (%s), packets waited %d times"
                .formatted(strike.affected().size(), strike.lasted().toMillis(), victim, delayed));
        if (delayed == 0) {
            strike.doubt("the link of %s was never full".formatted(victim));
        }
    }
}
