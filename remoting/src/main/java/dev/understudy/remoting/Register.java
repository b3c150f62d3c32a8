package dev.understudy.remoting;

import dev.understudy.actor.internal.RouteeSource.Load;
import dev.understudy.cluster.Incarnation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// One member's copy of the replicated register: who is entered under which key, by every member in view. Pure:
/// is told what happened, and says what to send and whose listing changed.
///
/// Each member writes one *page*, its own, and numbers its changes; the others only copy it. So no two members ever
/// disagree about an entry, whatever is lost, doubled or overtaken, and a partition that heals has nothing to
/// resolve.
///
/// ```text
///            member joins                     whole page
///   (none) ───────────────▶ MISSING ────────────────────────▶ COPIED ─┐ change with the next number
///      ▲                       │  at each tick: pull           ▲  │ └──┘
///      │                       │                               │  │ change that skips a number, or pulse
///      │ member leaves         ▼                               │  ▼ that knows a later one: pull
///      └───────────────────────┴────────────────────────────── BEHIND
/// ```
///
/// Members that meet exchange their pages. A copy that is behind stays in use until the whole page arrives: it
/// is late, not wrong. Each tick a member tells all others the number of its last change (a *pulse*), which
/// shows them what they missed, and how much its entries have to do.
///
/// @param <R> what is entered
final class Register<R> {
    /// Before the first page has come.
    private static final long MISSING = -1;

    /// Something entered.
    ///
    /// @param number what tells it from all others of its member, for ever
    record Entry<R>(long number, String key, R ref) {}

    /// An entry and who made it.
    record Listed<R>(Incarnation member, Entry<R> entry) {}

    /// What members tell each other.
    sealed interface Message<R> {
        /// All entries of the sender after its change of this number.
        record Whole<R>(long version, List<Entry<R>> entries) implements Message<R> {}

        /// The sender's change of this number.
        record Change<R>(long version, List<Entry<R>> added, List<Long> removed) implements Message<R> {}

        /// The number of the sender's last change, and how much those of its entries have to do that have anything.
        record Pulse<R>(long version, Map<Long, Integer> loads) implements Message<R> {}

        /// Send me your whole page.
        record Pull<R>() implements Message<R> {}
    }

    /// What is to be done.
    sealed interface Action<R> {
        /// Send this; it may get lost.
        record Send<R>(Incarnation to, Message<R> message) implements Action<R> {}

        /// The entries under this key have changed.
        record Changed<R>(String key) implements Action<R> {}
    }

    /// The entries of one member, by key and number.
    private static final class Page<R> {
        private final TreeMap<String, TreeMap<Long, Entry<R>>> byKey = new TreeMap<>();
        private final TreeMap<Long, Entry<R>> byNumber = new TreeMap<>();
        private Map<Long, Integer> loads = Map.of();
        private long pulses;
        private long version = MISSING;

        void put(Entry<R> entry) {
            byNumber.put(entry.number(), entry);
            byKey.computeIfAbsent(entry.key(), _ -> new TreeMap<>()).put(entry.number(), entry);
        }

        /// @return the key of the entry, empty if there was none
        String remove(long number) {
            var entry = byNumber.remove(number);
            if (entry == null) {
                return "";
            }
            var ofKey = byKey.get(entry.key());
            if (ofKey != null && ofKey.remove(number) != null && ofKey.isEmpty()) {
                byKey.remove(entry.key());
            }
            return entry.key();
        }

        Collection<Entry<R>> under(String key) {
            return byKey.getOrDefault(key, new TreeMap<>()).values();
        }
    }

    private final Incarnation self;
    private final Page<R> own = new Page<>();
    /// In the order of incarnations, so that all members list in the same order.
    private final TreeMap<Incarnation, Page<R>> pages = new TreeMap<>();

    private long numbers;

    Register(Incarnation self) {
        this.self = self;
        own.version = 0;
        pages.put(self, own);
    }

    /// Enters something; nothing changes if the same is entered under this key already.
    List<Action<R>> enter(String key, R ref) {
        if (own.under(key).stream().anyMatch(entry -> entry.ref().equals(ref))) {
            return List.of();
        }
        var entry = new Entry<>(++numbers, key, ref);
        own.put(entry);
        return changed(List.of(entry), List.of(), Set.of(key));
    }

    /// Takes out what was entered under this key.
    List<Action<R>> remove(String key, R ref) {
        return remove(
                own.under(key).stream().filter(entry -> entry.ref().equals(ref)).toList());
    }

    /// Takes out what was entered, under whatever key.
    List<Action<R>> remove(R ref) {
        return remove(own.byNumber.values().stream()
                .filter(entry -> entry.ref().equals(ref))
                .toList());
    }

    private List<Action<R>> remove(List<Entry<R>> entries) {
        var keys = new LinkedHashSet<String>();
        for (var entry : entries) {
            keys.add(own.remove(entry.number()));
        }
        return keys.isEmpty()
                ? List.of()
                : changed(List.of(), entries.stream().map(Entry::number).toList(), keys);
    }

    private List<Action<R>> changed(List<Entry<R>> added, List<Long> removed, Set<String> keys) {
        own.version++;
        var actions = new ArrayList<Action<R>>();
        keys.forEach(key -> actions.add(new Action.Changed<>(key)));
        toOthers(actions, new Message.Change<>(own.version, added, removed));
        return actions;
    }

    private void toOthers(List<Action<R>> actions, Message<R> message) {
        for (var member : pages.keySet()) {
            if (!member.equals(self)) {
                actions.add(new Action.Send<>(member, message));
            }
        }
    }

    /// These are in view now: pages of others go; newcomers are given this member's and asked for theirs, for either
    /// may see the other first, and then what it sends gets lost.
    List<Action<R>> inView(Collection<Incarnation> members) {
        var actions = new ArrayList<Action<R>>();
        var keys = new LinkedHashSet<String>();
        pages.entrySet().removeIf(page -> {
            boolean isGone = !page.getKey().equals(self) && !members.contains(page.getKey());
            if (isGone) {
                keys.addAll(page.getValue().byKey.keySet());
            }
            return isGone;
        });
        keys.forEach(key -> actions.add(new Action.Changed<>(key)));
        for (var member : members) {
            if (!pages.containsKey(member)) {
                pages.put(member, new Page<>());
                actions.add(new Action.Send<>(member, wholePage()));
                actions.add(new Action.Send<>(member, new Message.Pull<>()));
            }
        }
        return actions;
    }

    private Message<R> wholePage() {
        return new Message.Whole<>(own.version, List.copyOf(own.byNumber.values()));
    }

    /// Some time has passed: pulls what is still missing, and lets the others know how far this member is.
    ///
    /// @param loads how much own entries have to do, by their number
    List<Action<R>> tick(Map<Long, Integer> loads) {
        own.loads = Map.copyOf(loads);
        own.pulses++;
        var actions = new ArrayList<Action<R>>();
        pages.forEach((member, page) -> {
            if (page.version == MISSING) {
                actions.add(new Action.Send<>(member, new Message.Pull<>()));
            }
        });
        toOthers(actions, new Message.Pulse<>(own.version, own.loads));
        return actions;
    }

    /// A message arrived. One of a member that is not in view, or not yet, is of no use: its page is pulled
    /// when it is.
    List<Action<R>> received(Incarnation from, Message<R> message) {
        var page = pages.get(from);
        if (page == null || from.equals(self)) {
            return List.of();
        }
        return switch (message) {
            case Message.Pull<R>() ->
                List.of(new Action.Send<>(from, new Message.Whole<>(own.version, List.copyOf(own.byNumber.values()))));
            case Message.Whole<R>(long version, var entries) ->
                version > page.version ? copied(from, page, version, entries) : List.of();
            case Message.Change<R>(long version, var added, var removed) -> {
                if (page.version != MISSING && version == page.version + 1) {
                    yield applied(page, version, added, removed);
                }
                yield version > page.version ? List.of(new Action.Send<>(from, new Message.Pull<>())) : List.of();
            }
            case Message.Pulse<R>(long version, var loads) -> {
                page.loads = loads;
                page.pulses++;
                yield version > page.version ? List.of(new Action.Send<>(from, new Message.Pull<>())) : List.of();
            }
        };
    }

    private List<Action<R>> copied(Incarnation from, Page<R> old, long version, List<Entry<R>> entries) {
        var fresh = new Page<R>();
        fresh.version = version;
        fresh.loads = old.loads;
        fresh.pulses = old.pulses;
        entries.forEach(fresh::put);
        pages.put(from, fresh);
        var keys = new TreeMap<String, Boolean>();
        old.byKey.keySet().forEach(key -> keys.put(key, true));
        fresh.byKey.keySet().forEach(key -> keys.put(key, true));
        var actions = new ArrayList<Action<R>>();
        for (var key : keys.keySet()) {
            if (!new HashSet<>(old.under(key)).equals(new HashSet<>(fresh.under(key)))) {
                actions.add(new Action.Changed<>(key));
            }
        }
        return actions;
    }

    private List<Action<R>> applied(Page<R> page, long version, List<Entry<R>> added, List<Long> removed) {
        var keys = new LinkedHashSet<String>();
        page.version = version;
        for (long number : removed) {
            keys.add(page.remove(number));
        }
        for (var entry : added) {
            page.put(entry);
            keys.add(entry.key());
        }
        keys.remove("");
        var actions = new ArrayList<Action<R>>();
        keys.forEach(key -> actions.add(new Action.Changed<>(key)));
        return actions;
    }

    /// Everything entered under a key, in an order that is the same on all members.
    List<Listed<R>> find(String key) {
        var found = new ArrayList<Listed<R>>();
        pages.forEach((member, page) -> page.under(key).forEach(entry -> found.add(new Listed<>(member, entry))));
        return found;
    }

    /// What this member has entered.
    Collection<Entry<R>> own() {
        return List.copyOf(own.byNumber.values());
    }

    /// How much an entry had to do when its member last said so, nothing while it has not, and how often it has.
    Load load(Incarnation member, long number) {
        var page = pages.get(member);
        return page == null ? new Load(0, 0) : new Load(page.loads.getOrDefault(number, 0), page.pulses);
    }

    /// The number of the last change known of each member in view; for tests and for people.
    Map<Incarnation, Long> versions() {
        var versions = new TreeMap<Incarnation, Long>();
        pages.forEach((member, page) -> versions.put(member, page.version));
        return versions;
    }
}
