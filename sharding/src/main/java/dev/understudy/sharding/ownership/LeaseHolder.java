package dev.understudy.sharding.ownership;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Set;

/// The lease of this node: a majority of voters acknowledged a heartbeat that was *sent* at `t`, so it may run
/// entities until `t` plus the lease. Acks count for the epoch of their heartbeat alone.
final class LeaseHolder {
    private static final int REMEMBERED = 8;

    private final Settings settings;
    private final LinkedHashMap<Long, Set<MemberId>> acks = new LinkedHashMap<>();
    private long epoch;
    private long until = Long.MIN_VALUE;
    private long untilOfEpoch = Long.MIN_VALUE;

    LeaseHolder(Settings settings) {
        this.settings = settings;
    }

    /// A heartbeat of an epoch has been sent.
    void sent(long heartbeatEpoch, long sentAt) {
        enter(heartbeatEpoch);
        acks.computeIfAbsent(sentAt, _ -> new LinkedHashSet<>());
        if (acks.size() > REMEMBERED) {
            acks.remove(acks.firstEntry().getKey());
        }
    }

    /// From here on only leases of this epoch are gained; one that runs goes on to its end.
    void enter(long newEpoch) {
        if (newEpoch != epoch) {
            epoch = newEpoch;
            acks.clear();
            untilOfEpoch = Long.MIN_VALUE;
        }
    }

    /// A voter's ack.
    void acknowledged(MemberId voter, long ackEpoch, long sentAt, Configuration configuration) {
        var voters = acks.get(sentAt);
        if (ackEpoch != epoch || configuration.epoch() != epoch || voters == null) {
            return;
        }
        if (configuration.voters().contains(voter)) {
            voters.add(voter);
        }
        if (voters.size() >= configuration.majority()) {
            untilOfEpoch = Math.max(untilOfEpoch, sentAt + settings.lease());
            until = Math.max(until, untilOfEpoch);
        }
    }

    /// Gives every lease up.
    void drop() {
        acks.clear();
        until = Long.MIN_VALUE;
        untilOfEpoch = Long.MIN_VALUE;
    }

    boolean isValid(long now) {
        return snapshot().isValid(now);
    }

    boolean isValidFor(long wantedEpoch, long now) {
        return snapshot().isValidFor(wantedEpoch, now);
    }

    /// What is held at this moment.
    Held snapshot() {
        return new Held(epoch, until, untilOfEpoch);
    }

    /// Leases that are held.
    ///
    /// @param epoch the newest in which one may be gained
    /// @param until the end of the longest, of whichever epoch
    /// @param untilOfEpoch the end of that of `epoch`
    record Held(long epoch, long until, long untilOfEpoch) {
        boolean isValid(long now) {
            return now < until;
        }

        boolean isValidFor(long wantedEpoch, long now) {
            return wantedEpoch == epoch && now < untilOfEpoch;
        }
    }
}
