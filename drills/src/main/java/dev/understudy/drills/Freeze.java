package dev.understudy.drills;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.List;

/// Stops the process of a node in its tracks, and lets it run on after a while.
///
/// *Short*: for less time than a lease lasts. Nobody may be excluded for that, and nothing may move. *Long*: until
/// others have taken over what it owned, and somewhat longer. What it was in the middle of, and what had been sent to
/// it, it finds when it wakes; it may do nothing of it.
final class Freeze implements Drill {
    /// How long the others may take until the freeze is given up: twice what a takeover without certificate takes.
    private static final Duration TAKEOVER_PATIENCE = ofSeconds(10);

    private static final Duration LEAST_SHORT = ofMillis(500);

    /// What is left for signals to arrive on a machine that is busy, lest a short freeze becomes a long one.
    private static final Duration MARGIN = ofMillis(300);

    private static final Duration MOST_LONGER = ofSeconds(1);

    private final boolean isLong;

    private Freeze(boolean isLong) {
        this.isLong = isLong;
    }

    static Freeze shortly() {
        return new Freeze(false);
    }

    static Freeze forLong() {
        return new Freeze(true);
    }

    @Override
    public String name() {
        return isLong ? "freeze-long" : "freeze-short";
    }

    @Override
    public String summary() {
        return isLong
                ? "freeze the owner of busy entities (SIGSTOP) until others have taken over, and wake it"
                : "freeze the owner of busy entities (SIGSTOP) for less than its lease lasts";
    }

    @Override
    public Needs needs() {
        return isLong ? Needs.STANDARD.withNodes(3, 3) : Needs.STANDARD;
    }

    @Override
    public void strike(Stage stage) {
        String victim = stage.ownerOfBusy();
        Strike strike = stage.aim(isLong ? FaultKind.HANG : FaultKind.PAUSE, List.of(victim));
        strike.hit(() -> stage.grid().freeze(victim));
        if (isLong) {
            boolean isTaken = stage.await(() -> strike.seen().takenOverNanos().isPresent(), TAKEOVER_PATIENCE);
            if (!isTaken) {
                strike.doubt("nobody took over from %s within %d s of its freeze"
                        .formatted(victim, TAKEOVER_PATIENCE.toSeconds()));
            }
            stage.await(stage.between(Duration.ZERO, MOST_LONGER));
        } else {
            stage.await(stage.between(LEAST_SHORT, Guarantees.LEASE.minus(MARGIN)));
        }
        strike.end(() -> stage.grid().thaw(victim));
        Duration frozen = strike.lasted();
        strike.evidence("owner of %d entities frozen for %d ms (%s), a lease lasts %d ms"
                .formatted(strike.affected().size(), frozen.toMillis(), victim, Guarantees.LEASE.toMillis()));
        boolean outlasted = frozen.compareTo(Guarantees.LEASE) > 0;
        if (outlasted != isLong) {
            strike.doubt("%s was frozen for %d ms, which is %s than a lease"
                    .formatted(victim, frozen.toMillis(), isLong ? "shorter" : "longer"));
        }
    }
}
