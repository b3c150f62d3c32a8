package dev.understudy.sharding.ownership;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Notices what should change (joins, leaves, crashes, owners' wishes, placement) and proposes the next
/// configuration when it is this node's turn.
///
/// ```text
///     QUIET -- something to change --> GATHERING -- batch time and my turn --> CANVASSING -- nobody objects -->
/// proposed
///       ^                                  |  |                                    |                              |
///       |                                  |  +-- no uncertified exclusion --------|----> proposed                |
///       +---- adopted a configuration -----+---------------------------------------+------------------------------+
/// ```
///
/// *Turns.* The leader goes first, then the voters that are not suspected, each a retry time after the one
/// before. Two that go at once do no harm: consensus sorts them out.
///
/// *Canvass.* Before it proposes to exclude members of whose death there is no proof, it asks the other voters
/// whether they have heard from them lately, and drops from the proposal whom a voter vouches for. Asked before
/// anything is accepted, an objection can't wedge the epoch.
final class Steward {
    private final Settings settings;
    private final Rules rules;
    private final Authority authority;
    private final Succession succession;
    private final FailureDetector detector;
    private final PlacementDriver driver;
    private final GridMember selfAtStart;
    private final boolean belongedAtStart;
    private final Map<MemberId, Seen<GridMember>> joins = new LinkedHashMap<>();
    private final Map<MemberId, Seen<Incarnation>> leaves = new LinkedHashMap<>();
    private final Map<Integer, OwnerRequest> requests = new LinkedHashMap<>();
    private final OperatorsWill will = new OperatorsWill();
    /// What operators want of the next configuration, as those whom they told say.
    private final Set<Integer> forced = new LinkedHashSet<>();

    private final Set<MemberId> dropped = new LinkedHashSet<>();
    private final Set<MemberId> agreed = new LinkedHashSet<>();
    private Set<MemberId> canvassed = Set.of();
    private int canvassRound;
    private long canvassedAt;
    private long workSince = Long.MIN_VALUE;
    private long adoptedAt;
    private long ordersSentAt = Long.MIN_VALUE;
    private List<MemberId> present = List.of();
    private boolean metGrid;

    /// Something that its sender repeats, and when it was last heard.
    record Seen<T>(T what, boolean belonged, long at) {}

    Steward(Settings settings, Rules rules, Authority authority, GridMember self, boolean belonged) {
        this.settings = settings;
        this.rules = rules;
        this.authority = authority;
        this.succession = new Succession(settings, rules);
        this.detector = new FailureDetector(settings);
        this.driver = new PlacementDriver(settings);
        this.selfAtStart = self;
        this.belongedAtStart = belonged;
    }

    FailureDetector detector() {
        return detector;
    }

    /// An operator gives up what a waiting shard held.
    void force(int shard) {
        var current = authority.current();
        if (current != null) {
            will.force(shard, current);
        }
    }

    /// An operator does not expect an absent voter back.
    void drop(MemberId voter) {
        var current = authority.current();
        if (current != null) {
            will.drop(voter, current);
        }
    }

    /// These are here. Each may belong to a grid, until it says otherwise.
    void sees(List<MemberId> members) {
        present = List.copyOf(members);
    }

    /// Someone belongs to a grid: founding another one is out of the question.
    void metGrid() {
        metGrid = true;
    }

    /// The first configuration of a grid that an operator founds with this member alone.
    Configuration foundAlone(Incarnation self) {
        return succession.genesis("grid-" + self, List.of(selfAtStart), self);
    }

    void adopted(Configuration configuration, long now) {
        detector.adopt(configuration, now);
        requests.clear();
        adoptedAt = now;
        workSince = Long.MIN_VALUE;
        canvassed = Set.of();
        agreed.clear();
        forced.clear();
        dropped.clear();
        will.adopted(configuration);
        joins.clear();
        leaves.keySet().removeIf(id -> configuration.member(id).isEmpty());
    }

    void receive(Incarnation from, Message message, long now, Outbox out) {
        var current = authority.current();
        switch (message) {
            case Message.Heartbeat heartbeat -> detector.heartbeat(from, heartbeat.leased(), now);
            case Message.Join join -> joins(from, join, now, out);
            case Message.Leave leave -> {
                if (current != null && current.contains(leave.member())) {
                    leaves.put(from.member(), new Seen<>(leave.member(), true, now));
                } else if (current != null) {
                    out.send(from.member(), new Message.Learn(current, Map.of()));
                }
            }
            case Message.Certificate certificate -> {
                detector.certify(certificate.dead());
                authority.certify(certificate.dead());
            }
            case Message.Request request -> {
                if (current != null && isOfPresent(request, current)) {
                    requests.put(request.request().shard(), request.request());
                }
            }
            case Message.OperatorsWord word -> {
                if (current != null && word.epoch() == current.epoch()) {
                    forced.addAll(word.forced());
                    dropped.addAll(word.dropped());
                }
            }
            case Message.Canvass canvass -> {
                if (current != null && canvass.epoch() == current.epoch()) {
                    var heard = new LinkedHashSet<MemberId>();
                    for (var id : canvass.exclusions()) {
                        var member = current.member(id);
                        if (id.equals(out.self().member())
                                || (member.isPresent()
                                        && detector.heardLately(member.get().run(), now))) {
                            heard.add(id);
                        }
                    }
                    out.send(from.member(), new Message.CanvassReply(canvass.epoch(), canvass.round(), heard));
                }
            }
            case Message.CanvassReply reply -> canvassAnswered(from, reply, now);
            default -> {}
        }
    }

    /// Whether a wish still means what it meant. Of an ownership that goes on, everything does but that a learner is
    /// ready: it may have been dropped and have begun again since.
    private static boolean isOfPresent(Message.Request request, Configuration current) {
        var wish = request.request();
        boolean sameOwnership = current.table().of(wish.shard()).ownerEpoch() == wish.ownerEpoch();
        return sameOwnership && (request.epoch() == current.epoch() || !(wish instanceof OwnerRequest.LearnerReady));
    }

    /// Someone wants in: under the present configuration, or it is told of that first.
    private void joins(Incarnation from, Message.Join join, long now, Outbox out) {
        metGrid |= join.belonged() || join.epoch() > 0;
        var current = authority.current();
        long epoch = current == null ? 0 : current.epoch();
        if (join.epoch() > epoch) {
            out.send(from.member(), new Message.Fetch(epoch));
        } else if (current != null
                && (join.epoch() < epoch || current.contains(join.member().run()))) {
            out.send(from.member(), new Message.Learn(current, Map.of()));
        } else {
            joins.put(from.member(), new Seen<>(join.member(), join.belonged(), now));
        }
    }

    private void canvassAnswered(Incarnation from, Message.CanvassReply reply, long now) {
        var current = authority.current();
        if (current == null || reply.epoch() != current.epoch() || reply.round() != canvassRound) {
            return;
        }
        if (reply.heard().isEmpty()) {
            if (current.voters().contains(from.member())) {
                agreed.add(from.member());
            }
        } else {
            reply.heard().forEach(id -> current.member(id).ifPresent(member -> detector.vouched(member.run(), now)));
            canvassed = Set.of();
            agreed.clear();
        }
    }

    void tick(long now, Outbox out) {
        var current = authority.current();
        if (current != null) {
            will.tell(current, settings.retry(), now, out);
        }
        if (authority.isProposing()) {
            return;
        }
        if (current == null) {
            found(now, out);
            return;
        }
        var self = out.self();
        int turn = turn(current, self, now);
        if (turn < 0) {
            return;
        }
        var changes = gather(current, self, now, out);
        if (changes.isEmpty()) {
            workSince = Long.MIN_VALUE;
            return;
        }
        if (workSince == Long.MIN_VALUE) {
            workSince = now;
        }
        long ready = workSince + settings.batch();
        if (!changes.changesMembers()) {
            ready = Math.max(ready, adoptedAt + settings.pace());
        }
        if (now < ready + turn * settings.retry()) {
            return;
        }
        if (!isCanvassed(current, changes, now, out)) {
            return;
        }
        succession.next(current, changes, self).ifPresent(next -> authority.propose(next, now, out));
        workSince = Long.MIN_VALUE;
        canvassed = Set.of();
        agreed.clear();
    }

    /// Whether the uncertified exclusions may be proposed; asks the voters if they have not been asked.
    private boolean isCanvassed(Configuration current, Changes changes, long now, Outbox out) {
        var uncertified = new LinkedHashSet<MemberId>();
        for (var id : changes.exclusions) {
            if (!detector.isDead(current.incarnationOf(id))) {
                uncertified.add(id);
            }
        }
        if (uncertified.isEmpty() || !rules.hold(Rule.MAJORITY)) {
            return true;
        }
        if (!uncertified.equals(canvassed) || now - canvassedAt >= 2 * settings.retry()) {
            canvassed = uncertified;
            canvassedAt = now;
            canvassRound++;
            agreed.clear();
            for (var voter : current.voters()) {
                out.send(voter, new Message.Canvass(current.epoch(), canvassRound, uncertified));
            }
            return false;
        }
        return authority.agree(current, changes.exclusions, agreed, now);
    }

    /// This node's place among those that may propose now: 0 for the first, or -1 for who may not.
    private int turn(Configuration current, Incarnation self, long now) {
        var leader = current.leader();
        if (self.equals(leader)) {
            return 0;
        }
        int turn = isGone(current, leader, now) ? 0 : 1;
        for (var voter : current.voters()) {
            if (voter.equals(self.member())) {
                return turn;
            }
            var member = current.member(voter);
            boolean counts = !voter.equals(leader.member())
                    && member.isPresent()
                    && !isGone(current, member.get().run(), now);
            turn += counts ? 1 : 0;
        }
        return -1;
    }

    private boolean isGone(Configuration current, Incarnation run, long now) {
        var again = joins.get(run.member());
        boolean restarted = again != null && again.what().incarnation() > run.number();
        return restarted || !current.contains(run) || detector.suspects(run, now);
    }

    private Changes gather(Configuration current, Incarnation self, long now, Outbox out) {
        var changes = new Changes();
        changes.certificates.addAll(detector.dead());
        for (var join : joins.values()) {
            var known = current.member(join.what().id());
            boolean newer =
                    known.isEmpty() || known.get().incarnation() < join.what().incarnation();
            if (newer && isFresh(join, now)) {
                changes.joins.put(join.what().id(), join.what());
            }
        }
        for (var member : current.members()) {
            boolean me = member.id().equals(self.member());
            if (me || changes.joins.containsKey(member.id()) || !detector.suspects(member.run(), now)) {
                continue;
            }
            if (authority.mayExclude(current, member)) {
                changes.exclusions.add(member.id());
            }
        }
        changes.requests.addAll(requests.values());
        changes.forced.addAll(forced);
        changes.droppedVoters.addAll(dropped);
        if (self.equals(current.leader())) {
            place(current, changes, now, out);
        }
        return changes;
    }

    private void place(Configuration current, Changes changes, long now, Outbox out) {
        var leaving = new LinkedHashSet<MemberId>();
        for (var leave : leaves.values()) {
            if (isFresh(leave, now) && current.contains(leave.what())) {
                leaving.add(leave.what().member());
            }
        }
        var plan = driver.plan(current, leaving, now);
        changes.learners.addAll(plan.learners());
        changes.drops.addAll(plan.drops());
        // The plan knows nothing of members that go or come in the same configuration: a leaver may hold the last
        // copy of what they held.
        if (changes.exclusions.isEmpty() && changes.joins.isEmpty()) {
            changes.leaves.addAll(plan.gone());
        }
        if (ordersSentAt == Long.MIN_VALUE || now - ordersSentAt >= settings.retry()) {
            ordersSentAt = now;
            for (var swap : plan.swaps()) {
                var row = current.table().of(swap.shard());
                var owner = row.owner();
                if (owner != null) {
                    driver.order(current, swap, now);
                    out.send(owner, new Message.HandoffOrder(swap.shard(), row.ownerEpoch(), swap.member()));
                }
            }
        }
    }

    /// Whether a member has said lately that it wants to leave.
    boolean wantsToLeave(Incarnation run, long now) {
        var leave = leaves.get(run.member());
        return leave != null && leave.what().equals(run) && isFresh(leave, now);
    }

    private <T> boolean isFresh(Seen<T> seen, long now) {
        return now - seen.at() < 4 * settings.heartbeat();
    }

    /// Founds a grid: once enough members that never belonged to one have been seen, the lowest of them
    /// proposes the first configuration.
    private void found(long now, Outbox out) {
        if (metGrid || belongedAtStart) {
            return;
        }
        var founders = new ArrayList<GridMember>();
        founders.add(selfAtStart);
        for (var join : joins.values()) {
            if (isFresh(join, now) && !join.belonged() && !join.what().id().equals(selfAtStart.id())) {
                founders.add(join.what());
            }
        }
        founders.sort((a, b) -> a.id().compareTo(b.id()));
        var hosts = founders.stream().filter(GridMember::hosts).toList();
        var heard = founders.stream().map(GridMember::id).toList();
        if (!heard.containsAll(present)) {
            return;
        }
        if (hosts.size() < settings.expect() || !hosts.getFirst().id().equals(selfAtStart.id())) {
            return;
        }
        authority.propose(succession.genesis("grid-" + out.self(), List.copyOf(founders), out.self()), now, out);
    }
}
