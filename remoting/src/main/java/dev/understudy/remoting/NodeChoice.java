package dev.understudy.remoting;

import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.remoting.Placement.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where this node's actors may have children of a recipe, and how loaded those members are taken to be: by what they
/// tell, and by what was sent there since. Not thread-safe.
final class NodeChoice {
    /// For so many ticks what was just placed counts beside what members tell of their loads.
    private static final int RECENT_TICKS = 2;

    private final Remoting remoting;
    private final ReplicatedRegister register;
    private final Map<Incarnation, Integer> justPlaced = new HashMap<>();
    private int choices;
    private long ticks;

    NodeChoice(Remoting remoting, ReplicatedRegister register) {
        this.remoting = remoting;
        this.register = register;
    }

    /// The member that a child goes to; empty if there is none such as was asked for.
    Optional<Member> choose(String recipe, Placement placement) {
        return placement.choose(candidates(recipe), choices++);
    }

    private List<Candidate> candidates(String recipe) {
        var candidates = new ArrayList<Candidate>();
        for (var listed : register.find(Postings.key(recipe))) {
            int load = register.load(listed).messages() + justPlaced.getOrDefault(listed.member(), 0);
            remoting.member(listed.member()).ifPresent(member -> candidates.add(new Candidate(member, load)));
        }
        return candidates;
    }

    /// A child goes to this member.
    void placed(Member member) {
        justPlaced.merge(member.incarnation(), 1, Integer::sum);
    }

    /// Some time has passed.
    void tick() {
        if (++ticks % RECENT_TICKS == 0) {
            justPlaced.clear();
        }
    }
}
