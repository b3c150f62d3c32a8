package dev.understudy.sharding.ownership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The lease of this node: a majority of voters acknowledged a heartbeat, or a store granted a request, that was
/// *sent* at `t`, so it may run entities until `t` plus the lease.
///
/// Acks count for the configuration that their heartbeat was sent under, whether or not a later one is known when
/// they come: each was granted by a voter that had not accepted the next one, so whoever chose that has counted the
/// grant. A store grants nothing of an epoch once it holds the next one, and shows whoever put that in its place what
/// it has granted. Else a grid whose configurations come faster than acks do would lose all leases.
final class LeaseHolder {
    private static final int REMEMBERED = 16;

    private final Settings settings;
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    /// None covers another.
    private List<Lease> leases = List.of();

    /// A heartbeat, and the voters that have acknowledged it.
    private record Sent(long epoch, long at, List<MemberId> voters, int majority, Set<MemberId> acks) {}

    /// A lease that was gained in an epoch.
    record Lease(long epoch, long until) {
        boolean covers(Lease other) {
            return epoch >= other.epoch && until >= other.until;
        }
    }

    LeaseHolder(Settings settings) {
        this.settings = settings;
    }

    /// A heartbeat has been sent.
    void sent(Configuration under, long at) {
        sent.addLast(new Sent(under.epoch(), at, under.voters(), under.majority(), new LinkedHashSet<>()));
        if (sent.size() > REMEMBERED) {
            sent.removeFirst();
        }
    }

    /// A voter's ack.
    void acknowledged(MemberId voter, long epoch, long sentAt) {
        for (var heartbeat : sent) {
            boolean counts = heartbeat.epoch() == epoch
                    && heartbeat.at() == sentAt
                    && heartbeat.voters().contains(voter);
            if (counts && heartbeat.acks().add(voter) && heartbeat.acks().size() >= heartbeat.majority()) {
                gained(new Lease(epoch, sentAt + settings.lease()));
            }
        }
    }

    /// A store has granted a lease of an epoch that was asked for then.
    void granted(long epoch, long sentAt) {
        gained(new Lease(epoch, sentAt + settings.lease()));
    }

    private void gained(Lease gained) {
        if (leases.stream().noneMatch(held -> held.covers(gained))) {
            var kept = new ArrayList<>(leases);
            kept.removeIf(gained::covers);
            kept.add(gained);
            leases = List.copyOf(kept);
        }
    }

    /// Gives every lease up.
    void drop() {
        sent.clear();
        leases = List.of();
    }

    boolean isValid(long now) {
        return snapshot().isValid(now);
    }

    boolean isValidSince(long epoch, long now) {
        return snapshot().isValidSince(epoch, now);
    }

    /// What is held at this moment.
    Held snapshot() {
        return new Held(leases);
    }

    /// Leases that are held.
    record Held(List<Lease> leases) {
        boolean isValid(long now) {
            return isValidSince(Long.MIN_VALUE, now);
        }

        /// Whether one was gained in that epoch or a later one.
        boolean isValidSince(long epoch, long now) {
            for (var lease : leases) {
                if (lease.epoch() >= epoch && now < lease.until()) {
                    return true;
                }
            }
            return false;
        }
    }
}
