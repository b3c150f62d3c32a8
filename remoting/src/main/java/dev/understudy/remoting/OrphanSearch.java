package dev.understudy.remoting;

import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The search of parents that come back for the children that they had: the orphans.
///
/// A parent that comes back spawns its child as ever. Before a child of such a parent is placed for the first time, all
/// members in view are asked whether they have it. One that has it is where it is placed, and gives it as it is; if
/// none has, it is placed like any other. Whoever does not answer is waited for no longer than [#PATIENCE_TICKS].
///
/// Under the lock of [RemoteChildren].
final class OrphanSearch {
    static final int PATIENCE_TICKS = 2;

    /// One child's.
    private static final class Search {
        private final RemoteChild<?> child;
        private final Set<Incarnation> open = new HashSet<>();
        private final long since;
        private Optional<Incarnation> found = Optional.empty();

        Search(RemoteChild<?> child, long since) {
            this.child = child;
            this.since = since;
        }

        boolean isOver() {
            return found.isPresent() || open.isEmpty();
        }
    }

    private final Remoting remoting;
    /// By the path of the child.
    private final Map<String, Search> searches = new HashMap<>();

    OrphanSearch(Remoting remoting) {
        this.remoting = remoting;
    }

    /// Looks for a child that is about to be placed, if its parent may have had it before.
    ///
    /// @return whether it is still looked for
    boolean isSearched(RemoteChild<?> child, long tick) {
        var claim = child.claim().orElse(null);
        if (child.wasPlaced() || claim == null) {
            return false;
        }
        var search = searches.get(claim.path());
        if (search == null || search.child != child) {
            search = begin(child, claim, tick);
            searches.put(claim.path(), search);
        }
        return !search.isOver() && tick - search.since < PATIENCE_TICKS;
    }

    private Search begin(RemoteChild<?> child, Claim claim, long tick) {
        var search = new Search(child, tick);
        for (var member : remoting.transport().view().members()) {
            var frame = ChildFrames.WANTED.frame();
            ChildFrames.write(claim, frame);
            if (remoting.send(member.incarnation(), frame) == SendResult.ACCEPTED) {
                search.open.add(member.incarnation());
            }
        }
        return search;
    }

    /// Ends the search.
    ///
    /// @return who has the child
    Optional<Member> end(RemoteChild<?> child) {
        var path = child.claim().map(Claim::path).orElse("");
        var search = searches.get(path);
        if (search == null || search.child != child) {
            return Optional.empty();
        }
        searches.remove(path);
        return search.found.flatMap(remoting::member);
    }

    /// A member says whether it has a child.
    ///
    /// @return the child, if its search is over with that
    Optional<RemoteChild<?>> answered(Member from, String path, boolean hasIt) {
        var search = searches.get(path);
        if (search == null || !search.open.remove(from.incarnation())) {
            return Optional.empty();
        }
        if (hasIt) {
            search.found = Optional.of(from.incarnation());
        }
        return search.isOver() ? Optional.of(search.child) : Optional.empty();
    }

    /// The view has changed.
    ///
    /// @return those whose search is over with that
    List<RemoteChild<?>> inView(Set<Incarnation> members) {
        searches.values().forEach(search -> search.open.retainAll(members));
        return searches.values().stream()
                .filter(Search::isOver)
                .<RemoteChild<?>>map(search -> search.child)
                .toList();
    }
}
