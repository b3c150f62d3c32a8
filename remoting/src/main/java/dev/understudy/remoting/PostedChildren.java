package dev.understudy.remoting;

import dev.understudy.cluster.Incarnation;
import dev.understudy.remoting.Link.Bundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The children that one node's actors have on other nodes: which is posted under which number, which is still looked
/// for, and whose nodes were lost too often. Pure: is told what happens, and says what to do, of each child by its
/// [ChildProxy].
///
/// *Suspicion:* a child whose nodes are lost one after the other, each soon after it came, condemns its recipe, unless
/// another child of the recipe has run for longer than any of these nodes had it, and runs still. Then it was a victim
/// like them.
///
/// @param <C> a child
final class PostedChildren<C> {
    /// A node may be gone for so long before it is missed.
    private static final Duration UNNOTICED = Duration.ofSeconds(3);

    /// What is to be done.
    sealed interface Output<C> {
        /// Send orders about a posting; they may get lost.
        ///
        /// @param least the least number that is still of use: the other side may forget those below it
        record Orders<C>(Incarnation to, long posting, long least, Bundle<ChildOrder> bundle) implements Output<C> {}

        /// Send that nobody here has such a posting.
        record NoParent<C>(Incarnation to, long posting) implements Output<C> {}

        /// Ask a member whether it has a child of before its parent came back, and answer by [#answered].
        record Ask<C>(Incarnation member, Claim claim) implements Output<C> {}

        /// Choose a node, and answer by [#placed] or [#nowhere].
        ///
        /// @param holder who has the child of before its parent came back
        record Choose<C>(C child, Optional<Incarnation> holder) implements Output<C> {}

        /// Tell the stand-in.
        record Tell<C>(C child, ChildProxy.Action what) implements Output<C> {}

        /// Put the recipe of this child in quarantine.
        record Condemn<C>(C child) implements Output<C> {}

        /// Node after node was lost, but others of the recipe live: nothing but news.
        record Acquit<C>(C child) implements Output<C> {}
    }

    private static final class Entry<C> {
        private final C child;
        private final ChildOrder.Spawn spawn;
        private final ChildProxy proxy;
        /// Of the last posting; zero if there was none.
        private long number;

        Entry(C child, ChildOrder.Spawn spawn) {
            this.child = child;
            this.spawn = spawn;
            this.proxy = new ChildProxy(spawn);
        }
    }

    private final Map<C, Entry<C>> entries = new LinkedHashMap<>();
    /// By the number of their posting.
    private final TreeMap<Long, Entry<C>> posted = new TreeMap<>();

    private final OrphanSearch<C> orphans = new OrphanSearch<>();
    private Set<Incarnation> view = Set.of();
    private long postings;

    /// An actor has a child elsewhere, which is not started yet.
    ///
    /// @param spawn the order by which each node is told to make the child
    void adopt(C child, ChildOrder.Spawn spawn) {
        entries.put(child, new Entry<>(child, spawn));
    }

    /// Its parent decides about a child.
    ///
    /// @param step what it decides; nothing comes of it if the child has ended
    List<Output<C>> decide(C child, long now, Function<ChildProxy, List<ChildProxy.Action>> step) {
        var outputs = new ArrayList<Output<C>>();
        var entry = entries.get(child);
        if (entry != null) {
            perform(entry, step.apply(entry.proxy), now, outputs);
        }
        return outputs;
    }

    /// This node was chosen.
    List<Output<C>> placed(C child, Incarnation member, long now) {
        var entry = entries.get(child);
        var outputs = new ArrayList<Output<C>>();
        if (entry != null && entry.proxy.isToBePlaced()) {
            entry.number = ++postings;
            posted.put(entry.number, entry);
            perform(entry, entry.proxy.placed(member, entry.number, now), now, outputs);
        }
        return outputs;
    }

    /// No node can take it.
    ///
    /// @param isHopeless whether none will, so that there is no use in waiting
    List<Output<C>> nowhere(C child, String reason, boolean isHopeless, long now) {
        return decide(child, now, proxy -> proxy.nowhere(reason, isHopeless, now));
    }

    // ---- what is heard

    /// The child that a member tells of; empty if it is not posted there any more.
    Optional<C> at(Incarnation member, long posting) {
        return Optional.ofNullable(entryAt(member, posting)).map(entry -> entry.child);
    }

    private @Nullable Entry<C> entryAt(Incarnation member, long posting) {
        var entry = posted.get(posting);
        return entry != null && entry.proxy.member().equals(Optional.of(member)) ? entry : null;
    }

    /// News of a posting arrived.
    List<Output<C>> received(Incarnation from, long posting, Bundle<ChildNews> bundle, long now) {
        var outputs = new ArrayList<Output<C>>();
        var entry = entryAt(from, posting);
        if (entry == null) {
            outputs.add(new Output.NoParent<>(from, posting));
        } else {
            perform(entry, entry.proxy.received(bundle), now, outputs);
        }
        return outputs;
    }

    /// A member knows of no such posting.
    List<Output<C>> notHere(Incarnation from, long posting, long now) {
        var outputs = new ArrayList<Output<C>>();
        var entry = entryAt(from, posting);
        if (entry != null) {
            perform(entry, entry.proxy.notHere(), now, outputs);
        }
        return outputs;
    }

    /// A member says whether it has the child of that path; or it can't be asked, and so has none.
    List<Output<C>> answered(Incarnation from, String path, boolean hasIt, long now) {
        var outputs = new ArrayList<Output<C>>();
        orphans.answered(from, path, hasIt).map(entries::get).ifPresent(entry -> place(entry, outputs));
        return outputs;
    }

    /// The view has changed.
    List<Output<C>> inView(Set<Incarnation> members, long now) {
        view = new LinkedHashSet<>(members);
        var outputs = new ArrayList<Output<C>>();
        for (var entry : List.copyOf(posted.values())) {
            perform(entry, entry.proxy.inView(view::contains, now), now, outputs);
        }
        for (var child : orphans.inView(view)) {
            place(entries.get(child), outputs);
        }
        return outputs;
    }

    /// Some time has passed.
    List<Output<C>> tick(long now) {
        orphans.tick();
        var outputs = new ArrayList<Output<C>>();
        for (var entry : List.copyOf(entries.values())) {
            perform(entry, entry.proxy.tick(), now, outputs);
        }
        return outputs;
    }

    // ---- what is to be done

    private void perform(Entry<C> entry, List<ChildProxy.Action> actions, long now, List<Output<C>> outputs) {
        for (var action : actions) {
            switch (action) {
                case ChildProxy.Action.Place() -> place(entry, outputs);
                case ChildProxy.Action.Send(var to, long posting, var bundle) ->
                    outputs.add(new Output.Orders<>(to, posting, posted.firstKey(), bundle));
                case ChildProxy.Action.Suspected(long longestNanos) ->
                    outputs.add(judge(entry, longestNanos + UNNOTICED.toNanos(), now));
                default -> outputs.add(new Output.Tell<>(entry.child, action));
            }
        }
        if (entry.proxy.number().isEmpty()) {
            posted.remove(entry.number);
        }
        if (entry.proxy.isDone()) {
            entries.remove(entry.child);
            orphans.end(entry.child, entry.spawn.claim());
        }
    }

    private Output<C> judge(Entry<C> suspect, long proofNanos, long now) {
        boolean isAcquitted = posted.values().stream()
                .anyMatch(other -> other.spawn.recipe().equals(suspect.spawn.recipe())
                        && other.proxy.runningNanos(now) > proofNanos);
        if (isAcquitted) {
            return new Output.Acquit<>(suspect.child);
        }
        suspect.proxy.quarantined();
        return new Output.Condemn<>(suspect.child);
    }

    private void place(@Nullable Entry<C> entry, List<Output<C>> outputs) {
        if (entry == null || !entry.proxy.isToBePlaced()) {
            return;
        }
        var claim = entry.spawn.claim();
        if (claim != null && entry.number == 0) {
            for (var member : orphans.begin(entry.child, claim, view)) {
                outputs.add(new Output.Ask<>(member, claim));
            }
            if (orphans.isSearched(entry.child, claim)) {
                return; // goes on when that is over
            }
        }
        outputs.add(new Output.Choose<>(entry.child, orphans.end(entry.child, claim)));
    }
}
