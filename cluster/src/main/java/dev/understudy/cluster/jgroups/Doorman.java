package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.internal.Counters;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts those who knock at our ports and don't belong, and logs each of them once until [#forget], which the
/// control loop calls every minute: a misconfigured neighbour tries again several times a second. Thread-safe.
final class Doorman {
    /// How many are remembered; a port scan must not fill the memory. Beyond, they are counted only.
    private static final int MAX_REMEMBERED = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Doorman.class);

    private final Counters counters;
    private final Set<Refusal> logged = ConcurrentHashMap.newKeySet();

    Doorman(Counters counters) {
        this.counters = counters;
    }

    /// Notes that somebody was turned away.
    ///
    /// @param who address of the other side, without what differs from one attempt to the next
    /// @param what what happened, for the log
    void refused(DropReason reason, String who, String what) {
        counters.drop(reason, 1);
        if (logged.size() < MAX_REMEMBERED && logged.add(new Refusal(reason, who))) {
            log.warn("turned away {}: {} (further attempts within a minute are only counted)", who, what);
        }
    }

    /// From now on everybody is logged once more.
    void forget() {
        logged.clear();
    }

    private record Refusal(DropReason reason, String who) {}
}
