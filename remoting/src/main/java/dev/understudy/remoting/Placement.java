package dev.understudy.remoting;

import dev.understudy.cluster.Member;
import dev.understudy.cluster.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// On which node a child is to run: which may be chosen, and which of them is. It is asked again whenever the
/// child has to be placed anew, because its node was lost. An immutable value.
public final class Placement {
    /// How one of several is chosen.
    private enum Order {
        LEAST_LOADED,
        ROUND_ROBIN
    }

    /// A node that knows the recipe.
    ///
    /// @param load how many children of parents elsewhere run there
    record Candidate(Member member, int load) {}

    private final Order order;
    private final Predicate<Member> allowed;
    private final String words;
    private final Optional<Placement> otherwise;

    private Placement(Order order, Predicate<Member> allowed, String words, Optional<Placement> otherwise) {
        this.order = order;
        this.allowed = allowed;
        this.words = words;
        this.otherwise = otherwise;
    }

    /// Where the fewest children of parents elsewhere run, as far as is known: nodes tell each other once a
    /// second, and what this one has placed meanwhile counts as well.
    public static Placement leastLoaded() {
        return new Placement(Order.LEAST_LOADED, _ -> true, "the least loaded node", Optional.empty());
    }

    /// One node after the other.
    public static Placement roundRobin() {
        return new Placement(Order.ROUND_ROBIN, _ -> true, "one node after the other", Optional.empty());
    }

    /// The member of this name and no other: while it is not there, the child can't be placed.
    public static Placement on(String member) {
        return roundRobin().where(each -> each.name().equals(member), "named " + member);
    }

    /// Only on nodes of this zone.
    public Placement inZone(String zone) {
        return where(member -> member.zone().equals(zone), "in zone " + zone);
    }

    /// Only on nodes of this role.
    public Placement withRole(Role role) {
        return where(member -> member.role() == role, "of role " + role);
    }

    /// Where this finds nobody, by another placement.
    public Placement orElse(Placement next) {
        var after = otherwise.map(known -> known.orElse(next)).orElse(next);
        return new Placement(order, allowed, words, Optional.of(after));
    }

    private Placement where(Predicate<Member> condition, String inWords) {
        return new Placement(order, allowed.and(condition), words + ", " + inWords, otherwise);
    }

    /// The node to take.
    ///
    /// @param turn counts the choices of this node, so that equals are taken one after the other
    Optional<Member> choose(List<Candidate> candidates, int turn) {
        var possible = candidates.stream()
                .filter(candidate -> allowed.test(candidate.member()))
                .sorted(Comparator.comparing(candidate -> candidate.member().name()))
                .toList();
        if (possible.isEmpty()) {
            return otherwise.flatMap(next -> next.choose(candidates, turn));
        }
        var best = switch (order) {
            case ROUND_ROBIN -> possible;
            case LEAST_LOADED -> {
                int least = possible.stream().mapToInt(Candidate::load).min().orElse(0);
                yield possible.stream()
                        .filter(candidate -> candidate.load() == least)
                        .toList();
            }
        };
        return Optional.of(best.get(Math.floorMod(turn, best.size())).member());
    }

    @Override
    public String toString() {
        return words + otherwise.map(next -> ", else " + next).orElse("");
    }
}
