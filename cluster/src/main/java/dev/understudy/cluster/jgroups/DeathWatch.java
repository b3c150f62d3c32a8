package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.Certificates;
import dev.understudy.cluster.DeathProof;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.ProcessIdentity;
import dev.understudy.cluster.ProcessIdentity.Sight;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects the evidence that members are dead, and says when it is proof. A pure state machine like the
/// [Roster]: it takes what was seen and returns what is to be done; one thread at a time.
///
/// *By its process.* Members beside us are looked at when they are met, at each tick, and when they are
/// suspected. That one is not to be seen counts only if it once was: mounts can hide processes.
///
/// *By its socket.* When a control connection to a member in our view is closed from its side, we knock at its
/// port, and if that is refused, nothing listens there any more. An answer settles nothing, as the connections of
/// a dying process may close before its port does, so we knock a few times. Silence settles nothing either. Who
/// has said goodbye closes its port while its process may run on; of those, and of those who had left the view
/// before, it would be no proof.
///
/// Who has left the view is still watched: with two members, the proof that comes late is what lets the other go
/// on.
final class DeathWatch {
    /// What the shell must do.
    sealed interface Action {
        /// Say that it may be gone.
        record Suspect(Member member) implements Action {}

        /// Look whether these run, and report each.
        record Look(List<Member> members) implements Action {}

        /// Connect to that address, now or after a pause, and report the answer.
        record Knock(Member member, InetSocketAddress address, boolean isAgain) implements Action {}

        /// Say that it is dead.
        record Certify(Member dead, DeathProof proof) implements Action {}
    }

    /// What came of a knock.
    enum Answer {
        /// Nothing listens there: a reset came back.
        REFUSED,
        /// Something listens there.
        OPENED,
        /// Nothing came back.
        NONE
    }

    /// How often to knock. With the pauses between, longer than the kernel takes from closing the first socket of
    /// a process to closing the last.
    static final int KNOCKS = 10;
    /// How many are watched that are not in the view.
    static final int MAX_ABSENT = 256;

    private final ProcessIdentity self;
    private final Certificates certificates;
    private final Map<Incarnation, Watched> watched = new LinkedHashMap<>();

    DeathWatch(ProcessIdentity self, Certificates certificates) {
        this.self = self;
        this.certificates = certificates;
    }

    /// A member has come into our view.
    List<Action> met(Member member) {
        Watched one = watched.computeIfAbsent(member.incarnation(), _ -> new Watched(member));
        one.isPresent = true;
        return look(List.of(one));
    }

    /// It is not in our view any more. Unless it said goodbye, somebody suspected it, if only JGroups' heartbeats
    /// elsewhere.
    List<Action> left(Incarnation who) {
        Watched one = watched.remove(who);
        if (one == null) {
            return List.of();
        }
        boolean isNews = one.isPresent && !one.isSuspected && !one.hasSaidGoodbye && !one.isDead;
        one.isPresent = false;
        one.isSuspected = false;
        watched.put(who, one); // now the youngest of the absent
        forgetOldest();
        return isNews ? List.of(new Action.Suspect(one.member)) : List.of();
    }

    /// It closes its transport in good order.
    void saidGoodbye(Incarnation who) {
        Watched one = watched.get(who);
        if (one != null) {
            one.hasSaidGoodbye = true;
        }
    }

    /// Whether it closes or has closed its transport in good order.
    boolean hasSaidGoodbye(Incarnation who) {
        Watched one = watched.get(who);
        return one != null && one.hasSaidGoodbye;
    }

    /// JGroups suspects it.
    List<Action> suspected(Incarnation who) {
        Watched one = watched.get(who);
        if (one == null || !one.isPresent || one.isDead) {
            return List.of();
        }
        one.isSuspected = true;
        var actions = new ArrayList<Action>();
        actions.add(new Action.Suspect(one.member));
        actions.addAll(look(List.of(one)));
        return actions;
    }

    /// A control connection to it was closed from its side.
    ///
    /// @param address where it listens for others
    List<Action> broken(Incarnation who, InetSocketAddress address) {
        var actions = new ArrayList<>(suspected(who));
        Watched one = watched.get(who);
        if (!actions.isEmpty() && one != null && takesKnocks(one) && one.knocksLeft == 0) {
            one.knocksLeft = KNOCKS;
            actions.add(new Action.Knock(one.member, address, false));
        }
        return actions;
    }

    /// Time has passed: look at everybody.
    List<Action> tick() {
        return look(watched.values());
    }

    /// What a look showed.
    List<Action> saw(Incarnation who, Sight sight) {
        Watched one = watched.get(who);
        if (one == null || one.isDead) {
            return List.of();
        }
        one.wasSeen |= sight == Sight.RUNNING;
        return one.wasSeen && sight == Sight.GONE ? certify(one, DeathProof.PROCESS) : List.of();
    }

    /// What came of a knock.
    List<Action> answered(Incarnation who, InetSocketAddress address, Answer answer) {
        Watched one = watched.get(who);
        if (one == null || one.isDead || !takesKnocks(one)) {
            return List.of();
        }
        one.knocksLeft--;
        if (answer == Answer.REFUSED) {
            return certify(one, DeathProof.SOCKET);
        }
        return one.knocksLeft > 0 ? List.of(new Action.Knock(one.member, address, true)) : List.of();
    }

    private boolean takesKnocks(Watched one) {
        return certificates.accept(DeathProof.SOCKET) && !one.hasSaidGoodbye;
    }

    private List<Action> look(Iterable<Watched> at) {
        var members = new ArrayList<Member>();
        if (certificates.accept(DeathProof.PROCESS)) {
            for (Watched one : at) {
                if (!one.isDead && one.member.process().isBeside(self)) {
                    members.add(one.member);
                }
            }
        }
        return members.isEmpty() ? List.of() : List.of(new Action.Look(members));
    }

    private static List<Action> certify(Watched one, DeathProof proof) {
        one.isDead = true;
        return List.of(new Action.Certify(one.member, proof));
    }

    private void forgetOldest() {
        long absent = watched.values().stream().filter(one -> !one.isPresent).count();
        Iterator<Watched> oldest = watched.values().iterator();
        while (absent > MAX_ABSENT) {
            if (!oldest.next().isPresent) {
                oldest.remove();
                absent--;
            }
        }
    }

    private static final class Watched {
        private final Member member;
        private boolean isPresent;
        private boolean isSuspected;
        private boolean wasSeen;
        private boolean hasSaidGoodbye;
        private boolean isDead;
        private int knocksLeft;

        Watched(Member member) {
            this.member = member;
        }
    }
}
