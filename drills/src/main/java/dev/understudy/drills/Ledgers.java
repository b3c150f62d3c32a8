package dev.understudy.drills;

import dev.understudy.node.Node;
import dev.understudy.sharding.ownership.LossLedger;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// Reads the ledgers of a grid when nothing moves any more.
final class Ledgers {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private Ledgers() {}

    /// The ledgers of the driver and of the nodes that run, by name, as soon as all of them balance, or as they are
    /// when that takes too long: while messages move a ledger is read in the middle of an entry.
    static Map<String, LossLedger.Balance> of(Grid grid, Node driver) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Map<String, LossLedger.Balance> ledgers = new TreeMap<>(grid.ledgers());
            ledgers.put(driver.name(), driver.status().ledger());
            if (off(ledgers) == 0 || System.nanoTime() - giveUp > 0) {
                return ledgers;
            }
            Pause.until(System.nanoTime() + BETWEEN_LOOKS.toNanos());
        }
    }

    /// How many messages these ledgers can't account for.
    static long off(Map<String, LossLedger.Balance> ledgers) {
        return ledgers.values().stream()
                .mapToLong(ledger -> Math.abs(ledger.off()))
                .sum();
    }
}
