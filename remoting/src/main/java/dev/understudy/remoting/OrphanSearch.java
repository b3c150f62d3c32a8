package dev.understudy.remoting;

import dev.understudy.cluster.Incarnation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The search of parents that come back for the children that they had: the orphans. Pure.
///
/// A parent that comes back spawns its child as ever. Before a child of such a parent is placed for the first time, all
/// members in view are asked whether they have it. One that has it is where it is placed, and gives it as it is; if
/// none has, it is placed like any other. Whoever does not answer is waited for no longer than [#PATIENCE_TICKS].
///
/// @param <C> a child
final class OrphanSearch<C> {
    static final int PATIENCE_TICKS = 2;

    /// One child's.
    private static final class Search<C> {
        private final C child;
        private final Set<Incarnation> open;
        private final long since;
        private Optional<Incarnation> found = Optional.empty();

        Search(C child, Set<Incarnation> asked, long since) {
            this.child = child;
            this.open = new HashSet<>(asked);
            this.since = since;
        }

        boolean isOver() {
            return found.isPresent() || open.isEmpty();
        }
    }

    /// By the path of the child.
    private final Map<String, Search<C>> searches = new HashMap<>();

    private long ticks;

    /// Begins to look for a child, unless it is being looked for.
    ///
    /// @return who is to be asked
    Set<Incarnation> begin(C child, Claim claim, Set<Incarnation> members) {
        var search = searches.get(claim.path());
        if (search != null && search.child.equals(child)) {
            return Set.of();
        }
        searches.put(claim.path(), new Search<>(child, members, ticks));
        return members;
    }

    /// Whether a child is still looked for.
    boolean isSearched(C child, Claim claim) {
        var search = searches.get(claim.path());
        return search != null
                && search.child.equals(child)
                && !search.isOver()
                && ticks - search.since < PATIENCE_TICKS;
    }

    /// Ends the search, if there is one.
    ///
    /// @return who has the child
    Optional<Incarnation> end(C child, @Nullable Claim claim) {
        var search = claim == null ? null : searches.get(claim.path());
        if (claim == null || search == null || !search.child.equals(child)) {
            return Optional.empty();
        }
        searches.remove(claim.path());
        return search.found;
    }

    /// A member says whether it has a child.
    ///
    /// @return the child, if its search is over with that
    Optional<C> answered(Incarnation from, String path, boolean hasIt) {
        var search = searches.get(path);
        if (search == null || !search.open.remove(from)) {
            return Optional.empty();
        }
        if (hasIt) {
            search.found = Optional.of(from);
        }
        return search.isOver() ? Optional.of(search.child) : Optional.empty();
    }

    /// The view has changed.
    ///
    /// @return those whose search is over with that
    List<C> inView(Set<Incarnation> members) {
        searches.values().forEach(search -> search.open.retainAll(members));
        return searches.values().stream()
                .filter(Search::isOver)
                .map(search -> search.child)
                .toList();
    }

    /// Some time has passed.
    void tick() {
        ticks++;
    }
}
