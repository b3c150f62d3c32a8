package dev.understudy.sharding.ownership;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// What became of everything that one node has told and asked entities since it started: an account that must balance.
///
/// ```
///   accepted  =  processed + rejected + dead-lettered + lost  +  in flight
/// ```
///
/// What is in flight is not the difference: it is counted where messages are held ([HeldBytes]). So what is dropped
/// without a word, or ended twice, shows.
///
/// Thread-safe: the shards of a node share it.
public final class LossLedger {
    /// What an account says at one moment. Exact while nothing moves.
    ///
    /// @param accepted messages for entities that the node took on
    /// @param processed those that the owner has settled, and for asks has answered: with a result, or
    ///     with a failure of the entity
    /// @param rejected asks that certainly were not handled, by reason
    /// @param deadLettered tells that were given up, by reason
    /// @param lost those of which nobody knows whether they were handled, by reason
    /// @param inFlight those that are still held
    public record Balance(
            long accepted,
            long processed,
            Map<String, Long> rejected,
            Map<String, Long> deadLettered,
            Map<String, Long> lost,
            long inFlight) {
        /// Copies the maps.
        public Balance {
            rejected = Map.copyOf(rejected);
            deadLettered = Map.copyOf(deadLettered);
            lost = Map.copyOf(lost);
        }

        /// By how many messages the two sides differ; positive for those that vanished.
        public long off() {
            return accepted - processed - sum(rejected) - sum(deadLettered) - sum(lost) - inFlight;
        }

        private static long sum(Map<String, Long> counts) {
            return counts.values().stream().flatMapToLong(LongStream::of).sum();
        }
    }

    /// An ask whose deadline passed before it left this node.
    static final String NO_OWNER = "NO_OWNER";

    /// An ask whose deadline passed after it had left this node.
    static final String ASK_TIMEOUT = "ASK_TIMEOUT";

    /// An ask that may have been handled, and whose answer the owner does not keep any more.
    static final String ANSWER_GONE = "ANSWER_GONE";

    private final HeldBytes held;

    @GuardedBy("this")
    private long accepted;

    @GuardedBy("this")
    private long processed;

    @GuardedBy("this")
    private final Map<String, Long> rejected = new TreeMap<>();

    @GuardedBy("this")
    private final Map<String, Long> deadLettered = new TreeMap<>();

    @GuardedBy("this")
    private final Map<String, Long> lost = new TreeMap<>();

    LossLedger(HeldBytes held) {
        this.held = held;
    }

    synchronized void accepted() {
        accepted++;
    }

    synchronized void processed() {
        processed++;
    }

    /// An ask ended for want of something.
    synchronized void rejected(String reason) {
        rejected.merge(reason, 1L, Long::sum);
    }

    /// A tell was given up. Where its owner crashed it may have been handled.
    synchronized void deadLettered(DeadReason reason) {
        (reason == DeadReason.OWNER_CRASHED ? lost : deadLettered).merge(reason.name(), 1L, Long::sum);
    }

    /// Nobody knows whether an ask was handled.
    synchronized void lost(String reason) {
        lost.merge(reason, 1L, Long::sum);
    }

    /// What it says now.
    public synchronized Balance balance() {
        return new Balance(accepted, processed, rejected, deadLettered, lost, held.messages());
    }
}
