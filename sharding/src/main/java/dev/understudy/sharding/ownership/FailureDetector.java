package dev.understudy.sharding.ownership;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Who seems to be gone, as one voter sees it: a guess, and never more than a reason to propose.
///
/// A member counts as heard while its heartbeats arrive *and say that it holds a lease*: one that can send but
/// not receive would else keep its shards for ever without being able to serve them.
final class FailureDetector {
    private final Settings settings;
    private final Map<Incarnation, Long> heard = new LinkedHashMap<>();
    private final Map<Incarnation, Long> watchedSince = new LinkedHashMap<>();
    private final Set<MemberId> hinted = new LinkedHashSet<>();
    private final Set<Incarnation> dead = new LinkedHashSet<>();

    FailureDetector(Settings settings) {
        this.settings = settings;
    }

    void heartbeat(Incarnation from, boolean leased, long now) {
        if (leased) {
            heard.put(from, now);
            hinted.remove(from.member());
        }
    }

    void suspect(MemberId member) {
        hinted.add(member);
    }

    void certify(Incarnation run) {
        dead.add(run);
    }

    Set<Incarnation> dead() {
        return dead;
    }

    boolean isDead(Incarnation run) {
        return dead.contains(run);
    }

    /// Others object to excluding a member: the hint against it was wrong.
    void vouched(Incarnation run, long now) {
        heard.put(run, now);
        hinted.remove(run.member());
    }

    /// A new configuration. Members that are new in it, and all after this node's own start, get the time that
    /// any member gets; but to have been told of a member is not to have heard from it.
    void adopt(Configuration configuration, long now) {
        heard.keySet().removeIf(run -> !configuration.contains(run));
        watchedSince.keySet().removeIf(run -> !configuration.contains(run));
        configuration.members().forEach(member -> watchedSince.putIfAbsent(member.run(), now));
    }

    boolean heardLately(Incarnation run, long now) {
        var at = heard.get(run);
        return at != null && now - at < settings.vouch();
    }

    boolean suspects(Incarnation run, long now) {
        if (dead.contains(run)) {
            return true;
        }
        var since = watchedSince.get(run);
        if (since == null) {
            return false;
        }
        long at = Math.max(since, heard.getOrDefault(run, Long.MIN_VALUE));
        return now - at >= settings.suspectAfter() || (hinted.contains(run.member()) && now - at >= settings.vouch());
    }
}
