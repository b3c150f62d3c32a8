package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.ClusterException;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.MemberNameTakenException;
import dev.understudy.cluster.StartGate;
import dev.understudy.cluster.VersionMismatchException;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewChange;
import dev.understudy.cluster.ViewId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Makes views of members out of JGroups' views of addresses, and agrees with each peer on the generation of each
/// link. A pure state machine: it takes what happened and returns what is to be done; one thread at a time.
///
/// *Introductions.* An address says nothing about its owner, so everybody in JGroups' control view says [Hello]
/// to everybody. A member appears in our views once it has; our own first view waits until all have (or until the
/// shell gives up on those that don't). Those who leave need no manners and are gone at once.
///
/// *Names.* Of two members with one name the one later in JGroups' view gives way: it refuses itself as soon as
/// the older one has said hello, and the others leave it out of their views until then. A node that restarts
/// faster than its predecessor's death is noticed is thus not refused (the dead say no hello) but waits until
/// that one is excluded.
///
/// *Links.* For each peer and channel:
///
/// ```
///             peer seen on channel           peer acknowledges `mine`
///   ABSENT ──────────────────────▶ CLOSED ─────────────────────────▶ OPEN
///     ▲                              ▲                                │
///     │      peer lost on channel    │  peer forgot us: new `mine`    │
///     └──────────────────────────────┴────────────────────────────────┘
/// ```
///
/// *Starting over.* When a link over which frames may have come or gone begins anew, some were lost without a
/// word: JGroups lost the peer on the data channel, or the peer has forgotten us (it excluded us and took us
/// back, and we were frozen meanwhile and noticed neither). Then the peer leaves the view and comes back as after
/// a partition, so that between joining and leaving nothing is ever missing. Our generation of a link is renewed
/// only if frames may have left under it: else two who start over because of each other would never end.
///
/// *The start gate* is looked at after every change; its state travels with each hello.
///
/// *Invariants:* a peer's frames are accepted only under the generation it announced last, and only while it is
/// in our published view; we acknowledge a generation only then; generations of one sender never repeat; from a
/// member's joining our view to its leaving, each link has one generation each way.
final class Roster {
    /// What the shell must do, in this order.
    sealed interface Action {
        /// A peer is there, though nobody knows yet who it is. Make what is needed to talk to it.
        record Appear(Incarnation peer) implements Action {}

        /// A peer is gone. Drop everything of it.
        record Vanish(Incarnation peer) implements Action {}

        /// JGroups has lost it on the control channel: the data channel shall let go of it too.
        record LetGo(Incarnation peer) implements Action {}

        /// Say hello.
        record Greet(Incarnation peer, Hello hello) implements Action {}

        /// From now on frames may be queued for it.
        record Admit(Member member) implements Action {}

        /// The peer is there but no longer in our view: nothing more may be queued for it.
        record Dismiss(Incarnation peer) implements Action {}

        /// Accept its frames on that channel if they carry that generation; 0 for none.
        record Accept(Incarnation peer, ChannelKind channel, int generation) implements Action {}

        /// Frames may leave for it on that channel, under that generation.
        record Open(Incarnation peer, ChannelKind channel, int generation) implements Action {}

        /// Nothing may leave for it on that channel until opened again.
        record Close(Incarnation peer, ChannelKind channel) implements Action {}

        /// The first view: starting is done.
        record Publish(View first) implements Action {}

        /// A later view.
        record Announce(ViewChange change) implements Action {}

        /// The start gate has opened, in that view.
        record Form(View view) implements Action {}

        /// A peer is kept out; said once for each.
        record Exclude(Incarnation peer, ClusterException reason) implements Action {}

        /// This node has to give way.
        record GiveWay(ClusterException reason) implements Action {}
    }

    private static final int MAX_EARLY = 256;

    private final Member self;
    private final StartGate gate;
    private final Map<Incarnation, Peer> peers = new HashMap<>();
    private final Map<Incarnation, Greeting> early = new LinkedHashMap<>();
    private Set<Incarnation> onData = Set.of();
    private List<Incarnation> order;
    private Incarnation creator;
    private long number;
    private int generations;
    private long hellos;
    private boolean hasGivenWay;
    private boolean isPatient = true;
    private @Nullable View published;

    Roster(Member self, StartGate gate) {
        this.self = self;
        this.gate = gate;
        order = List.of(self.incarnation());
        creator = self.incarnation();
    }

    /// JGroups installed a view on the control channel.
    List<Action> controlView(Incarnation viewCreator, long viewNumber, List<Incarnation> members, boolean isMerge) {
        var actions = new ArrayList<Action>();
        creator = viewCreator;
        number = viewNumber;
        order = List.copyOf(members);
        var present = new HashSet<>(members);
        peers.values().removeIf(peer -> {
            if (present.contains(peer.id)) {
                return false;
            }
            actions.add(new Action.Vanish(peer.id));
            actions.add(new Action.LetGo(peer.id));
            return true;
        });
        var newcomers = new ArrayList<Peer>();
        for (Incarnation id : members) {
            if (!id.equals(self.incarnation()) && !peers.containsKey(id)) {
                newcomers.add(appear(id, isMerge, actions));
            }
        }
        for (Peer peer : newcomers) {
            Greeting greeting = early.remove(peer.id);
            if (greeting != null) {
                take(peer, greeting, actions);
            }
        }
        refresh(actions);
        return actions;
    }

    /// JGroups installed a view on the data channel.
    List<Action> dataView(Collection<Incarnation> members) {
        var actions = new ArrayList<Action>();
        onData = Set.copyOf(members);
        for (Peer peer : List.copyOf(peers.values())) {
            Link link = peer.link(ChannelKind.DATA);
            boolean isThere = onData.contains(peer.id);
            if (isThere && link.mine == 0) {
                link.mine = nextGeneration();
                actions.add(greet(peer));
            } else if (!isThere && link.mine != 0) {
                // JGroups has thrown away what was under way both ways
                if (link.isInUse()) {
                    startOver(peer, actions);
                    refresh(actions);
                } else {
                    link.mine = 0;
                    actions.add(greet(peer));
                }
            }
        }
        return actions;
    }

    /// Somebody said hello.
    List<Action> hello(Incarnation from, Greeting greeting) {
        var actions = new ArrayList<Action>();
        Peer peer = peers.get(from);
        if (peer == null) {
            rememberEarly(from, greeting);
        } else {
            boolean beginsAnew = greeting instanceof Hello hello && peer.beginsAnew(hello);
            take(beginsAnew ? startOver(peer, actions) : peer, greeting, actions);
            refresh(actions);
        }
        return actions;
    }

    /// Time has passed: say hello again to those who haven't answered.
    List<Action> tick() {
        return peers.values().stream()
                .filter(peer -> !peer.isSettled())
                .<Action>map(this::ask)
                .toList();
    }

    /// Waiting for the silent ones has taken long enough: the first view is made without them.
    List<Action> stopWaiting() {
        var actions = new ArrayList<Action>();
        isPatient = false;
        refresh(actions);
        return actions;
    }

    /// Those who are there but haven't said who they are.
    List<Incarnation> silent() {
        return peers.values().stream()
                .filter(peer -> peer.member == null && !peer.isExcluded)
                .map(peer -> peer.id)
                .toList();
    }

    private Peer appear(Incarnation id, boolean isMerge, List<Action> actions) {
        var peer = new Peer(id, isMerge);
        peers.put(id, peer);
        peer.link(ChannelKind.CONTROL).mine = nextGeneration();
        if (onData.contains(id)) {
            peer.link(ChannelKind.DATA).mine = nextGeneration();
        }
        actions.add(new Action.Appear(id));
        actions.add(ask(peer));
        return peer;
    }

    /// Lets a member leave the view, and prepares for its coming back.
    private Peer startOver(Peer before, List<Action> actions) {
        actions.add(new Action.Vanish(before.id));
        var peer = new Peer(before, onData.contains(before.id), this::nextGeneration);
        peers.put(peer.id, peer);
        publishWithout(before.known(), actions);
        actions.add(new Action.Appear(peer.id));
        actions.add(ask(peer));
        return peer;
    }

    private void publishWithout(Member member, List<Action> actions) {
        View before = published;
        if (before != null) {
            List<Member> rest =
                    before.members().stream().filter(one -> !one.equals(member)).toList();
            var now = new View(nextId(before), rest);
            published = now;
            actions.add(new Action.Announce(ViewChange.between(before, now, false)));
        }
    }

    private void rememberEarly(Incarnation from, Greeting greeting) {
        early.remove(from);
        early.put(from, greeting);
        if (early.size() > MAX_EARLY) {
            early.remove(early.keySet().iterator().next());
        }
    }

    private void take(Peer peer, Greeting greeting, List<Action> actions) {
        switch (greeting) {
            case Incompatible incompatible -> exclude(peer, incompatible, actions);
            // an older one that comes late, or one from before we met anew: when it has heard of that, it will
            // say more
            case Hello hello when hello.sequence() <= peer.lastHello || peer.isBehind(hello) -> {}
            case Hello hello -> take(peer, hello, actions);
        }
    }

    private void exclude(Peer peer, Incompatible incompatible, List<Action> actions) {
        var reason = new VersionMismatchException(
                Incompatible.describe(self.version(), Hello.WIRE_VERSION, Hello.OLDEST_WIRE_VERSION),
                incompatible.name() + "/" + peer.id,
                incompatible.describe());
        if (!peer.isExcluded) {
            peer.isExcluded = true;
            actions.add(new Action.Exclude(peer.id, reason));
        }
        if (isOlder(peer.id)) {
            giveWay(reason, actions);
        }
    }

    private void take(Peer peer, Hello hello, List<Action> actions) {
        peer.lastHello = hello.sequence();
        peer.member = hello.member();
        peer.isFormed |= hello.isFormed();
        boolean answer = hello.isQuestion() && peer.isAdmitted;
        for (ChannelKind channel : ChannelKind.values()) {
            answer |= take(peer, channel, hello.link(channel), actions);
        }
        if (answer) {
            actions.add(greet(peer));
        }
    }

    /// Notes one channel's half of a hello; returns whether the peer has to be told something new.
    private boolean take(Peer peer, ChannelKind channel, Hello.Link theirs, List<Action> actions) {
        Link link = peer.link(channel);
        boolean answer = false;
        if (link.theirs != theirs.generation()) {
            link.theirs = theirs.generation();
            if (peer.isAdmitted) {
                actions.add(new Action.Accept(peer.id, channel, link.theirs));
                answer = true;
            }
        }
        if (link.mine == 0) {
            return answer;
        }
        boolean isAcknowledged = theirs.acknowledged() == link.mine;
        if (isAcknowledged && !link.isOpen) {
            link.isOpen = true;
            actions.add(new Action.Open(peer.id, channel, link.mine));
        } else if (!isAcknowledged && link.isOpen) {
            // it has lost its memory of us, and with it the count of what we sent: start over
            link.isOpen = false;
            link.mine = nextGeneration();
            actions.add(new Action.Close(peer.id, channel));
            answer = true;
        }
        return answer;
    }

    /// Finds out what follows from what was just noted.
    private void refresh(List<Action> actions) {
        refreshView(actions);
        View now = published;
        if (now != null && gate.observe(now, hasMetFormed())) {
            // last of all: these hellos acknowledge generations, which must be accepted by then
            actions.add(new Action.Form(now));
            peers.values().forEach(peer -> actions.add(greet(peer)));
        }
    }

    /// Whether a member of our view says that its start gate is open.
    private boolean hasMetFormed() {
        return peers.values().stream().anyMatch(peer -> peer.isAdmitted && peer.isFormed);
    }

    /// Finds out who is in the view now, and makes it public where it changed.
    private void refreshView(List<Action> actions) {
        List<Member> members = introduced(actions);
        boolean isComplete = silent().isEmpty() || !isPatient;
        if (hasGivenWay || (published == null && !isComplete)) {
            return;
        }
        View before = published;
        if (before != null && before.members().equals(members)) {
            return;
        }
        var now = new View(nextId(before), members);
        published = now;
        var admitted = new ArrayList<Peer>();
        boolean isMerge = false;
        for (Peer peer : peers.values()) {
            boolean belongs = peer.member != null && now.contains(peer.member);
            if (belongs && !peer.isAdmitted) {
                admitted.add(peer);
                isMerge |= peer.cameByMerge;
            } else if (!belongs && peer.isAdmitted) {
                shutOut(peer, actions);
            }
        }
        for (Peer peer : admitted) {
            peer.isAdmitted = true;
            actions.add(new Action.Admit(peer.known()));
        }
        actions.add(
                before == null
                        ? new Action.Publish(now)
                        : new Action.Announce(ViewChange.between(before, now, isMerge)));
        for (Peer peer : admitted) {
            for (ChannelKind channel : ChannelKind.values()) {
                actions.add(new Action.Accept(peer.id, channel, peer.link(channel).theirs));
            }
            actions.add(greet(peer));
        }
    }

    private void shutOut(Peer peer, List<Action> actions) {
        peer.isAdmitted = false;
        actions.add(new Action.Dismiss(peer.id));
        for (ChannelKind channel : ChannelKind.values()) {
            Link link = peer.link(channel);
            link.isOpen = false;
            link.mine = link.mine == 0 ? 0 : nextGeneration();
            actions.add(new Action.Close(peer.id, channel));
            actions.add(new Action.Accept(peer.id, channel, 0));
        }
        actions.add(greet(peer));
    }

    /// Members of JGroups' view, in its order, who have introduced themselves under a name that no older one has.
    private List<Member> introduced(List<Action> actions) {
        var byName = new LinkedHashMap<String, Member>();
        for (Incarnation id : order) {
            Member member = memberOf(id);
            if (member == null) {
                continue;
            }
            Member older = byName.putIfAbsent(member.name(), member);
            if (older != null) {
                yieldName(member, older, actions);
            }
        }
        byName.putIfAbsent(self.name(), self);
        return List.copyOf(byName.values());
    }

    private @Nullable Member memberOf(Incarnation id) {
        if (id.equals(self.incarnation())) {
            return self;
        }
        Peer peer = peers.get(id);
        return peer == null || peer.isExcluded ? null : peer.member;
    }

    private void yieldName(Member younger, Member older, List<Action> actions) {
        var reason = new MemberNameTakenException(younger, older);
        if (younger.equals(self)) {
            giveWay(reason, actions);
            return;
        }
        Peer peer = peers.get(younger.incarnation());
        if (peer != null && !peer.isNamesake) {
            peer.isNamesake = true;
            actions.add(new Action.Exclude(peer.id, reason));
        }
    }

    private void giveWay(ClusterException reason, List<Action> actions) {
        if (!hasGivenWay) {
            hasGivenWay = true;
            actions.add(new Action.GiveWay(reason));
        }
    }

    private boolean isOlder(Incarnation peer) {
        return order.indexOf(peer) < order.indexOf(self.incarnation());
    }

    private ViewId nextId(@Nullable View before) {
        var id = new ViewId(creator, number, 0);
        if (before == null
                || !before.id().creator().equals(creator)
                || before.id().number() != number) {
            return id;
        }
        return new ViewId(creator, number, before.id().revision() + 1);
    }

    private int nextGeneration() {
        return ++generations;
    }

    private Action.Greet ask(Peer peer) {
        return greet(peer, true);
    }

    private Action.Greet greet(Peer peer) {
        return greet(peer, false);
    }

    private Action.Greet greet(Peer peer, boolean isQuestion) {
        return new Action.Greet(
                peer.id,
                new Hello(
                        ++hellos,
                        self,
                        isQuestion,
                        gate.isOpen(),
                        half(peer, ChannelKind.CONTROL),
                        half(peer, ChannelKind.DATA)));
    }

    private static Hello.Link half(Peer peer, ChannelKind channel) {
        Link link = peer.link(channel);
        boolean accepts = peer.isAdmitted && link.mine != 0;
        return new Hello.Link(link.mine, accepts ? link.theirs : 0);
    }

    private static final class Peer {
        private final Incarnation id;
        private final boolean cameByMerge;
        private final Link control = new Link();
        private final Link data = new Link();
        private @Nullable Member member;
        private long lastHello;
        private boolean isFormed;
        private boolean isExcluded;
        private boolean isNamesake;
        private boolean isAdmitted;

        Peer(Incarnation id, boolean cameByMerge) {
            this.id = id;
            this.cameByMerge = cameByMerge;
        }

        /// One that starts over.
        Peer(Peer before, boolean isOnData, IntSupplier nextGeneration) {
            this(before.id, true);
            lastHello = before.lastHello;
            isFormed = before.isFormed;
            isNamesake = before.isNamesake;
            control.mine = before.control.renewed(nextGeneration);
            data.mine = isOnData ? before.data.renewed(nextGeneration) : 0;
        }

        /// Whether it accepts frames of a generation that isn't ours any more. JGroups delivers, after a merge,
        /// what was on its way before the partition.
        boolean isBehind(Hello hello) {
            return Arrays.stream(ChannelKind.values()).anyMatch(channel -> {
                int acknowledged = hello.link(channel).acknowledged();
                return acknowledged != 0 && acknowledged != link(channel).mine;
            });
        }

        /// Whether it says that a link over which frames may have come or gone is another one now.
        boolean beginsAnew(Hello hello) {
            return isAdmitted
                    && hello.sequence() > lastHello
                    && Arrays.stream(ChannelKind.values())
                            .anyMatch(channel -> link(channel).differsFrom(hello.link(channel)));
        }

        Link link(ChannelKind channel) {
            return switch (channel) {
                case CONTROL -> control;
                case DATA -> data;
            };
        }

        Member known() {
            if (member == null) {
                throw new IllegalStateException(id + " was admitted without a name: this is a bug of the roster");
            }
            return member;
        }

        boolean isSettled() {
            return member != null && control.isOpen && (data.isOpen || data.mine == 0);
        }
    }

    private static final class Link {
        private int mine;
        private int theirs;
        private boolean isOpen;

        boolean isInUse() {
            return isOpen || theirs != 0;
        }

        boolean differsFrom(Hello.Link said) {
            return (theirs != 0 && theirs != said.generation()) || (isOpen && mine != said.acknowledged());
        }

        int renewed(IntSupplier nextGeneration) {
            return isOpen || mine == 0 ? nextGeneration.getAsInt() : mine;
        }
    }
}
