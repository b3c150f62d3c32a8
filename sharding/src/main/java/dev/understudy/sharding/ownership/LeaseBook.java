package dev.understudy.sharding.ownership;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/// What a node must believe of other runs' leases: until when each may still hold one, on this node's clock.
///
/// Everyone keeps one, since anyone may become a voter. A bound only grows; for a run that the book does not
/// know, nothing was granted here, except that *a node that has just started has forgotten what it granted* and
/// reports a full lease for everyone (rule c).
final class LeaseBook {
    private final Settings settings;
    private final Rules rules;
    private final long startedAt;
    /// Replaced and never changed: snapshots, which are taken more often, share it.
    private Map<Incarnation, Long> until = Map.of();

    LeaseBook(Settings settings, Rules rules, long startedAt) {
        this.settings = settings;
        this.rules = rules;
        this.startedAt = startedAt;
    }

    /// Notes that a lease was, or may have been, granted now.
    void granted(Incarnation holder, long now) {
        bound(holder, now, settings.lease());
    }

    /// Notes that a lease may run for some more time.
    void bound(Incarnation holder, long now, long remaining) {
        if (remaining > 0) {
            var grown = new LinkedHashMap<>(until);
            grown.merge(holder, now + settings.stretched(remaining), Math::max);
            until = grown;
        }
    }

    /// For how long a run may still hold a lease; 0 when it can't.
    long remaining(Incarnation holder, long now) {
        return snapshot().remaining(holder, now);
    }

    /// What is left of the leases of all predecessors that a configuration names.
    Map<Incarnation, Long> bounds(Configuration configuration, long now) {
        var bounds = new LinkedHashMap<Incarnation, Long>();
        for (var row : configuration.table().assignments()) {
            for (var predecessor : row.predecessors()) {
                bounds.computeIfAbsent(predecessor, run -> remaining(run, now));
            }
        }
        return bounds;
    }

    /// What the book says at this moment.
    Bounds snapshot() {
        boolean assumes = rules.hold(Rule.RESTART_ASSUMES_GRANTS);
        return new Bounds(until, assumes ? startedAt + settings.stretched(settings.lease()) : Long.MIN_VALUE);
    }

    /// Until when leases may run.
    ///
    /// @param until by holder
    /// @param everyone for those that are not known
    record Bounds(Map<Incarnation, Long> until, long everyone) {
        long remaining(Incarnation holder, long now) {
            long end = Math.max(until.getOrDefault(holder, Long.MIN_VALUE), everyone);
            return end <= now ? 0 : end - now;
        }
    }

    /// Learns from a chosen configuration: each predecessor's bound, a full lease where none is told, and,
    /// since adopting counts as granting (rule b), a full lease for every owner that it retains. A new owner
    /// needs none: it can't activate before it has a lease of this epoch, which it must ask for.
    void adopt(Configuration configuration, Map<Incarnation, Long> bounds, long now) {
        var owners = new LinkedHashSet<MemberId>();
        for (var row : configuration.table().assignments()) {
            for (var predecessor : row.predecessors()) {
                bound(predecessor, now, bounds.getOrDefault(predecessor, settings.lease()));
            }
            if (row.ownerEpoch() < configuration.epoch()) {
                row.currentOwner().ifPresent(owners::add);
            }
        }
        if (rules.hold(Rule.ADOPTING_GRANTS)) {
            owners.forEach(owner -> granted(configuration.incarnationOf(owner), now));
        }
        if (until.size() > 4 * configuration.members().size() + 16) {
            var kept = new LinkedHashMap<>(until);
            kept.values().removeIf(end -> end <= now);
            until = kept;
        }
    }
}
