package dev.understudy.remoting;

import dev.understudy.actor.Directive;
import dev.understudy.actor.RestartType;
import dev.understudy.actor.SupervisorStrategy.Scope;
import dev.understudy.remoting.Family.Failure;
import dev.understudy.remoting.Family.Kid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the guide says of a parent's children, as a model of a page: who runs where, and what each trouble makes of it.
/// It knows nothing of how the library does that, neither orders nor frames nor ticks.
final class SupervisionOracle {
    /// What one trouble should make heard.
    ///
    /// @param endings of those that their parent ends, right to left
    /// @param isParentAgain whether the parent has failed in its turn, and makes them all anew
    /// @param starts left to right
    /// @param elsewhere said at their ends by those that the parent has lost but that live
    /// @param terminated who ended for good
    record Outcome(
            List<String> endings,
            boolean isParentAgain,
            List<String> starts,
            Set<String> elsewhere,
            Set<String> terminated) {}

    private final List<Kid> kids;
    private final Scope scope;
    private final Directive directive;
    private final String parent;
    private final Set<String> nodes;
    /// Where each child runs that does.
    private final Map<String, String> places = new TreeMap<>();

    SupervisionOracle(List<Kid> kids, Scope scope, Directive directive, String parent, Collection<String> nodes) {
        this.kids = kids;
        this.scope = scope;
        this.directive = directive;
        this.parent = parent;
        this.nodes = new HashSet<>(nodes);
        kids.forEach(kid -> places.put(kid.name(), place(kid)));
    }

    /// Who runs where, by names.
    Map<String, String> places() {
        return Map.copyOf(places);
    }

    /// A child fails.
    Outcome fails(String name, Failure how) {
        var kid =
                kids.stream().filter(each -> each.name().equals(name)).findAny().orElseThrow();
        if (!places.containsKey(name)) {
            return decided(List.of(), Directive.RESUME, Set.of());
        }
        if (how != Failure.STOPS_ITSELF) {
            return decided(List.of(kid), directive, Set.of());
        }
        // Whoever stops itself has not failed: nobody is asked.
        return kid.type() == RestartType.PERMANENT
                ? decided(List.of(kid), Directive.RESTART, Set.of())
                : stopped(List.of(kid), Set.of());
    }

    /// The parent's node does not see these any more.
    ///
    /// @param live those of them that run on, without the parent's node
    Outcome loses(Set<String> lost, Set<String> live) {
        nodes.removeAll(lost);
        var failing = living().stream()
                .filter(kid -> lost.contains(places.get(kid.name())))
                .toList();
        var elsewhere = new TreeSet<String>();
        for (var kid : failing) {
            if (live.contains(places.get(kid.name()))) {
                elsewhere.add("%s PostStop on %s".formatted(kid.name(), places.get(kid.name())));
            }
        }
        if (failing.isEmpty()) {
            return decided(failing, Directive.RESUME, elsewhere);
        }
        // There is no behavior that could go on.
        return decided(failing, directive == Directive.RESUME ? Directive.RESTART : directive, elsewhere);
    }

    /// What the children say whose parent's node is lost to these.
    Set<String> orphans(Set<String> live) {
        var said = new TreeSet<String>();
        places.forEach((name, place) -> {
            if (live.contains(place)) {
                said.add("%s PostStop on %s".formatted(name, place));
            }
        });
        return said;
    }

    private Outcome decided(List<Kid> failing, Directive verdict, Set<String> elsewhere) {
        return switch (verdict) {
            case RESUME -> new Outcome(List.of(), false, List.of(), elsewhere, Set.of());
            case STOP -> stopped(reached(failing), elsewhere);
            case RESTART ->
                failing.getFirst().type() == RestartType.TEMPORARY
                        ? stopped(failing, elsewhere)
                        : restarted(reached(failing), elsewhere);
            case ESCALATE -> {
                var all = living();
                var end = stopped(all, elsewhere);
                kids.forEach(kid -> places.put(kid.name(), place(kid)));
                yield new Outcome(end.endings(), true, starts(kids), elsewhere, end.terminated());
            }
        };
    }

    private List<Kid> living() {
        return kids.stream().filter(kid -> places.containsKey(kid.name())).toList();
    }

    private List<Kid> reached(List<Kid> failing) {
        int first = kids.indexOf(failing.getFirst());
        return living().stream()
                .filter(kid -> switch (scope) {
                    case ONE_FOR_ONE -> failing.contains(kid);
                    case ALL_FOR_ONE -> true;
                    case REST_FOR_ONE -> kids.indexOf(kid) >= first;
                })
                .toList();
    }

    private Outcome stopped(List<Kid> whom, Set<String> elsewhere) {
        var endings = endings(whom, "PostStop");
        var names = new TreeSet<String>();
        for (var kid : whom) {
            names.add(kid.name());
            places.remove(kid.name());
        }
        return new Outcome(endings, false, List.of(), elsewhere, names);
    }

    private Outcome restarted(List<Kid> whom, Set<String> elsewhere) {
        var endings = endings(whom, "PreRestart");
        for (var kid : whom) {
            if (!nodes.contains(places.get(kid.name()))) {
                places.put(kid.name(), place(kid));
            }
        }
        return new Outcome(endings, false, starts(whom), elsewhere, Set.of());
    }

    /// What those say that the parent still reaches.
    private List<String> endings(List<Kid> whom, String signal) {
        var said = new ArrayList<String>();
        for (var kid : whom.reversed()) {
            var place = places.get(kid.name());
            if (nodes.contains(place)) {
                said.add("%s %s on %s".formatted(kid.name(), signal, place));
            }
        }
        return said;
    }

    private List<String> starts(List<Kid> whom) {
        return whom.stream()
                .map(kid -> "%s starts on %s".formatted(kid.name(), places.get(kid.name())))
                .toList();
    }

    private String place(Kid kid) {
        return kid.where().stream().filter(nodes::contains).findFirst().orElse(parent);
    }
}
