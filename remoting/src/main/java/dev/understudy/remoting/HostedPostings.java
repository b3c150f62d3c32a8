package dev.understudy.remoting;

import dev.understudy.cluster.Incarnation;
import dev.understudy.remoting.Link.Bundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The children that one node runs for parents on other nodes: which serves which posting, which postings are over, and
/// which child waits for a parent that may come back. Pure: is told what happens, and says what to do, of each posting
/// by its [ChildHost].
///
/// Children of parents that come back are known by their claims, too: a parent that was lost with its node finds its
/// child by that, see [OrphanSearch]. Of two activations of a parent the later one has the child.
///
/// @param <C> a child
final class HostedPostings<C> {
    /// A posting, by whose it is.
    record Id(Incarnation parent, long number) {}

    /// What is to be done.
    sealed interface Output<C> {
        /// Send what became of a child to its parent's node; it may get lost.
        record News<C>(Id to, C child, Bundle<ChildNews> bundle) implements Output<C> {}

        /// Send that there is no such posting here.
        record NoChild<C>(Id to) implements Output<C> {}

        /// Carry out an order. A child that was taken up and is to be spawned runs already: it has started.
        record Obey<C>(C child, ChildOrder order) implements Output<C> {}

        /// A child serves the posting of its parent come back: nothing but news.
        record TakenUp<C>(C child, Id by) implements Output<C> {}
    }

    /// A child that may serve a posting.
    ///
    /// @param refusal why it can't; empty if it can
    record Fresh<C>(C child, ChildOrder.Spawn spawn, Optional<String> refusal) {}

    private static final class Entry<C> {
        private final C child;
        private final String recipe;
        private final Optional<String> refusal;
        private Id id;
        private @Nullable Claim claim;
        private ChildHost host = new ChildHost();
        private boolean isToStop;
        /// It has ended with its node, which is leaving. To its parent that is the loss of the node, unless it
        /// wants the child to stop.
        private ChildNews.@Nullable Gone goneWithTheNode;

        Entry(Id id, Fresh<C> fresh, Optional<String> refusal) {
            this.id = id;
            this.child = fresh.child();
            this.recipe = fresh.spawn().recipe();
            this.claim = fresh.spawn().claim();
            this.refusal = refusal;
        }

        /// Whether a parent come back that wants this finds it as it was.
        boolean isFoundBy(Fresh<C> wanted) {
            return host.isRunning() && recipe.equals(wanted.spawn().recipe());
        }
    }

    private final Map<Id, Entry<C>> hosted = new LinkedHashMap<>();
    private final Map<C, Entry<C>> byChild = new HashMap<>();
    /// Those of parents that come back, by the path that these know them by.
    private final Map<String, Entry<C>> claimed = new HashMap<>();
    /// Postings that are over, of each parent's node those that it may still repeat.
    private final Map<Incarnation, TreeSet<Long>> finished = new HashMap<>();

    private boolean isLeaving;

    // ---- what the parents' nodes say

    /// Orders about a posting arrived.
    ///
    /// @param least the least number that is still of use to their sender
    /// @param fresh who may serve it, if they begin with the order to spawn and the parent's node is in view
    List<Output<C>> received(Id id, long least, Bundle<ChildOrder> bundle, Optional<Fresh<C>> fresh) {
        var outputs = new ArrayList<Output<C>>();
        var over = finished.computeIfAbsent(id.parent(), _ -> new TreeSet<>());
        over.headSet(least).clear();
        var entry = hosted.get(id);
        boolean isOld = id.number() < least || over.contains(id.number());
        if (entry == null && !isOld && fresh.isPresent()) {
            entry = admit(id, fresh.get(), outputs);
            hosted.put(id, entry);
            byChild.put(entry.child, entry);
        }
        if (entry == null) {
            outputs.add(new Output.NoChild<>(id));
        } else {
            perform(entry, entry.host.received(bundle), outputs);
        }
        return outputs;
    }

    /// The child that serves a new posting: the parent's of before it came back, or a fresh one.
    private Entry<C> admit(Id id, Fresh<C> fresh, List<Output<C>> outputs) {
        var claim = fresh.spawn().claim();
        if (claim == null || fresh.refusal().isPresent()) {
            return new Entry<>(id, fresh, fresh.refusal());
        }
        var older = claimed.get(claim.path());
        long olderEpoch = older == null || older.claim == null ? 0 : older.claim.epoch();
        if (olderEpoch > claim.epoch()) {
            return new Entry<>(id, fresh, Optional.of("a later activation of the parent has the child"));
        }
        if (older != null && olderEpoch < claim.epoch() && older.isFoundBy(fresh)) {
            outputs.add(new Output.TakenUp<>(older.child, id));
            over(older);
            older.id = id;
            older.claim = claim;
            older.host = new ChildHost();
            return older;
        }
        if (older != null) {
            perform(older, older.host.orphaned(), outputs);
        }
        var entry = new Entry<>(id, fresh, Optional.empty());
        claimed.put(claim.path(), entry);
        return entry;
    }

    /// A posting is over, whatever becomes of its child.
    private void over(Entry<C> entry) {
        hosted.remove(entry.id);
        finished.computeIfAbsent(entry.id.parent(), _ -> new TreeSet<>()).add(entry.id.number());
    }

    /// The parent's node knows of no such posting.
    List<Output<C>> noParent(Id id) {
        var outputs = new ArrayList<Output<C>>();
        var entry = hosted.get(id);
        if (entry != null) {
            perform(entry, entry.host.orphaned(), outputs);
        }
        return outputs;
    }

    /// Whether a child runs here that an earlier activation of this parent had.
    boolean has(Claim claim) {
        var entry = claimed.get(claim.path());
        return entry != null && entry.host.isRunning() && entry.claim != null && entry.claim.epoch() < claim.epoch();
    }

    // ---- what becomes of the children

    /// Something became of a child here.
    List<Output<C>> heard(C child, ChildNews news) {
        var outputs = new ArrayList<Output<C>>();
        var entry = byChild.get(child);
        if (entry == null) {
            return outputs;
        }
        if (isLeaving && news instanceof ChildNews.Gone gone && !entry.isToStop) {
            entry.goneWithTheNode = gone;
        } else {
            perform(entry, entry.host.heard(news), outputs);
        }
        return outputs;
    }

    private void perform(Entry<C> entry, List<ChildHost.Action> actions, List<Output<C>> outputs) {
        for (var action : actions) {
            switch (action) {
                case ChildHost.Action.Send(var bundle) -> outputs.add(new Output.News<>(entry.id, entry.child, bundle));
                case ChildHost.Action.Obey(var order) -> obey(entry, order, outputs);
                case ChildHost.Action.Forget() -> {
                    over(entry);
                    byChild.remove(entry.child);
                    if (entry.claim != null) {
                        claimed.remove(entry.claim.path(), entry);
                    }
                }
            }
        }
    }

    private void obey(Entry<C> entry, ChildOrder order, List<Output<C>> outputs) {
        if (entry.refusal.isPresent()) {
            if (order instanceof ChildOrder.Spawn) {
                perform(entry, entry.host.heard(new ChildNews.Refused(entry.refusal.get())), outputs);
            }
            return;
        }
        entry.isToStop |= order instanceof ChildOrder.Stop;
        if (entry.goneWithTheNode == null) {
            outputs.add(new Output.Obey<>(entry.child, order));
        } else if (entry.isToStop) {
            perform(entry, entry.host.heard(entry.goneWithTheNode), outputs);
        }
    }

    // ---- time and views

    /// The view has changed.
    List<Output<C>> inView(Set<Incarnation> members) {
        var outputs = new ArrayList<Output<C>>();
        for (var entry : List.copyOf(hosted.values())) {
            if (!members.contains(entry.id.parent())) {
                perform(entry, entry.host.parentLost(entry.claim != null && !isLeaving), outputs);
            }
        }
        finished.keySet().retainAll(members);
        return outputs;
    }

    /// Some time has passed.
    ///
    /// @param isWorthAFrame whether a parent's node should hear of its child anyway
    List<Output<C>> tick(Predicate<C> isWorthAFrame) {
        var outputs = new ArrayList<Output<C>>();
        for (var entry : List.copyOf(hosted.values())) {
            perform(entry, entry.host.tick(isWorthAFrame.test(entry.child)), outputs);
        }
        return outputs;
    }

    /// This node is about to leave: from now on what ends here ends with it.
    void leave() {
        isLeaving = true;
    }

    /// How many children run here for parents elsewhere.
    int size() {
        return hosted.size();
    }
}
