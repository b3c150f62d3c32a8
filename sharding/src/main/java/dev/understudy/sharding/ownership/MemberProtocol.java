package dev.understudy.sharding.ownership;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The ownership protocol of one node as far as it is about the grid and not about a shard, as a state machine: the
/// chain of configurations and the leases ([Authority]), and what should change ([Steward]).
///
/// ```text
///     OUTSIDE -- a configuration names this run --> MEMBER -- a configuration without it --> EXCLUDED
///        ^                                                                                      |
///        +------------------------------- rejoin, as a new run ---------------------------------+
/// ```
///
/// What it has found out, the [ShardProtocol]s of the node read from its [#seat].
///
/// Confined to one thread at a time.
public final class MemberProtocol {
    private final Settings settings;
    private final Rules rules;
    private final Authority authority;
    private final Steward steward;
    private final Outbox out;
    private final boolean belongedAtStart;
    private final Set<MemberId> knowDeparture = new LinkedHashSet<>();
    private List<MemberId> doors;
    private GridMember self;
    private boolean excluded;
    private boolean leaving;
    private boolean departed;
    private boolean left;
    private boolean stranded;
    private long joinedAt = Long.MIN_VALUE;
    /// The newest configuration that this node has heard of while it knows none.
    private long heard;

    /// A node at the start of its process.
    ///
    /// @param self who it is; its incarnation must be greater than in every earlier run of the same store
    /// @param doors whom to look for a grid at; itself may be among them
    /// @param stored what its disk remembers; an empty one without a disk
    /// @param now its clock
    public MemberProtocol(
            Settings settings, Rules rules, GridMember self, List<MemberId> doors, StoredState stored, long now) {
        this.settings = settings;
        this.rules = rules;
        this.self = self;
        this.doors = List.copyOf(doors);
        this.out = new Outbox(self.run(), settings, rules);
        this.authority = switch (settings.authority()) {
            case QUORUM -> new QuorumAuthority(settings, rules, self.run(), stored, now);
            case STORE -> new StoreAuthority(settings, rules, stored, now);
        };
        this.belongedAtStart = stored.hasBelonged();
        this.steward = new Steward(settings, rules, authority, self, belongedAtStart);
        var remembered = stored.configuration;
        if (remembered != null) {
            out.belongTo(remembered.genesisId());
            steward.adopted(remembered, now);
        }
    }

    /// What it has found out up to now.
    public Seat seat() {
        return new Seat(out.self(), out.genesisId(), departed || left, authority.snapshot());
    }

    /// Whether it has left the grid by plan: nothing is heard any more.
    public boolean hasLeft() {
        return left;
    }

    private boolean isMember() {
        var current = authority.current();
        return current != null && current.contains(out.self());
    }

    /// Takes one input.
    ///
    /// @return what to do, in order
    public List<Output> step(Input.ForMember input) {
        long now = input.now();
        switch (input) {
            case Input.Suspected suspected -> steward.detector().suspect(suspected.member());
            case Input.Certified certified -> certify(certified, now);
            case Input.Doors found -> {
                doors = found.members();
                steward.sees(doors);
            }
            case Input.Rejoin rejoin -> rejoin(rejoin.incarnation(), now);
            case Input.LeaveByPlan _ -> {
                leaving = true;
                if (!isMember() && !isAwaited()) {
                    leave();
                }
            }
            case Input.Force force -> steward.force(force.shard());
            case Input.DropVoter drop -> steward.drop(drop.departed());
            case Input.StoreAnswered answered -> answered(answered.answer(), now);
            case Input.Found _ -> {
                if (authority.current() == null) {
                    authority.found(steward.foundAlone(out.self()), now, out);
                }
            }
        }
        return end(now);
    }

    private void answered(StoreAnswer answer, long now) {
        authority.answered(answer, now, out);
        var newer = answer.newer();
        if (newer != null) {
            steward.metGrid();
            if (authority.current() == null && newer.member(self.id()).isEmpty()) {
                heardOf(newer.epoch(), now);
            }
        }
        out.emit(new Output.StandingChanged());
    }

    /// A grid to which this node does not belong has got that far: knock at it as it is now.
    private void heardOf(long epoch, long now) {
        if (epoch > heard) {
            heard = epoch;
            knockAgain(now);
        }
    }

    /// A frame that is for no shard arrived.
    public List<Output> receive(Frame frame, long now) {
        if (!left) {
            if (!frame.genesisId().isEmpty()) {
                steward.metGrid();
            }
            if (out.isOfGrid(frame)) {
                handle(frame.from(), frame.message(), now);
            }
        }
        return end(now);
    }

    /// Time passes.
    public List<Output> tick(long now) {
        if (!left) {
            steward.tick(now, out);
            authority.tick(now, out);
            knock(now);
            noticeStranding(now);
        }
        return end(now);
    }

    /// Messages to itself and chosen configurations are part of the step that caused them.
    private List<Output> end(long now) {
        while (true) {
            var chosen = out.pollChosen();
            if (chosen != null) {
                adopt(chosen, now);
                continue;
            }
            var local = out.pollLocal();
            if (local == null) {
                return out.drain();
            }
            if (local instanceof Message.ForShard) {
                out.emit(new Output.Send(out.self().member(), new Frame(out.genesisId(), out.self(), local)));
            } else {
                handle(out.self(), local, now);
            }
        }
    }

    /// Says so if everybody who hosts shards wants to leave, this node included.
    private void noticeStranding(long now) {
        var current = authority.current();
        if (!leaving || stranded || current == null || !isMember()) {
            return;
        }
        stranded = current.members().stream()
                .filter(GridMember::hosts)
                .allMatch(member -> member.id().equals(self.id()) || steward.wantsToLeave(member.run(), now));
        if (stranded) {
            out.emit(new Output.Stranded());
        }
    }

    /// Asks to be taken in, or to be let go, or what has become of a grid that grants no lease any more: every
    /// member that this one knows may be gone, and the grid may go on with others.
    private void knock(long now) {
        var current = authority.current();
        boolean member = isMember();
        boolean due = joinedAt == Long.MIN_VALUE || now - joinedAt >= settings.heartbeat();
        if (!due || excluded || left) {
            return;
        }
        joinedAt = now;
        if (!member && !departed) {
            var join = new Message.Join(self, belongedAtStart, current == null ? heard : current.epoch());
            everyone(current).forEach(door -> out.send(door, join));
        } else if (member && current != null && !authority.snapshot().holdsLease(now)) {
            everyone(current).forEach(door -> out.send(door, new Message.Fetch(current.epoch())));
        }
        if (leaving && member && current != null) {
            current.voters().forEach(voter -> out.send(voter, new Message.Leave(out.self())));
        } else if (departed && current != null) {
            for (var door : everyone(current)) {
                out.send(door, new Message.Learn(current, Map.of()));
                out.send(door, new Message.Leave(out.self()));
            }
        }
    }

    private void knockAgain(long now) {
        joinedAt = Long.MIN_VALUE;
        knock(now);
    }

    /// Whom the transport finds, and whom this node knows of.
    private Set<MemberId> everyone(@Nullable Configuration current) {
        var everyone = new LinkedHashSet<>(doors);
        if (current != null) {
            current.members().forEach(known -> everyone.add(known.id()));
            everyone.addAll(current.voters());
        }
        return everyone;
    }

    private void handle(Incarnation from, Message message, long now) {
        switch (message) {
            case Message.Learn learn -> {
                var configuration = learn.configuration();
                var current = authority.current();
                boolean mine = configuration.member(self.id()).isPresent() || current != null;
                if (mine && (current == null || configuration.epoch() > current.epoch())) {
                    adopt(new Outbox.Chosen(configuration, learn.bounds()), now);
                } else if (!mine) {
                    heardOf(configuration.epoch(), now);
                }
                if (departed) {
                    departIfKnown(from.member(), configuration);
                }
            }
            case Message.Certificate _ -> {
                steward.receive(from, message, now, out);
                out.emit(new Output.StandingChanged());
            }
            default -> {
                authority.receive(from, message, now, out);
                steward.receive(from, message, now, out);
                if (message instanceof Message.HeartbeatAck) {
                    out.emit(new Output.StandingChanged());
                }
            }
        }
    }

    /// A leaver stays until the voters who decide without it know so. Had only the leavers learned of the
    /// configuration that lets them go, those who stay would wait for votes that never come.
    private void departIfKnown(MemberId voter, Configuration theirs) {
        var current = authority.current();
        if (current == null || theirs.epoch() < current.epoch()) {
            return;
        }
        if (current.voters().contains(voter)) {
            knowDeparture.add(voter);
        }
        if (knowDeparture.size() >= current.majority()) {
            leave();
        }
    }

    private void leave() {
        left = true;
        out.emit(new Output.Left());
    }

    private void adopt(Outbox.Chosen chosen, long now) {
        var configuration = chosen.configuration();
        var before = authority.current();
        if (before != null && before.epoch() >= configuration.epoch()) {
            return;
        }
        boolean wasMember = isMember();
        authority.adopt(chosen, now, out);
        out.belongTo(configuration.genesisId());
        steward.adopted(configuration, now);
        out.emit(new Output.Adopted(configuration));
        knowDeparture.clear();
        if (wasMember && !isMember()) {
            if (leaving && !isAwaited()) {
                departed = true;
            } else {
                excluded = true;
                out.emit(new Output.Excluded(configuration.epoch()));
            }
        } else if (!isMember()) {
            knockAgain(now);
        }
    }

    /// Whether a shard counts on this node's copy. Where this node is no member then, it was not let go but
    /// excluded, and has to come back before it can leave.
    private boolean isAwaited() {
        var current = authority.current();
        return current != null
                && rules.hold(Rule.LEAVER_GIVES_THE_LAST_COPY)
                && current.table().assignments().stream().anyMatch(row -> row.mentions(self.id()));
    }

    private void rejoin(long incarnation, long now) {
        if (incarnation <= self.incarnation()) {
            throw new IllegalArgumentException(
                    "an incarnation after " + self.run() + " must be greater: " + incarnation);
        }
        self = self.withIncarnation(incarnation);
        out.become(self.run());
        authority.rejoin(self.run());
        excluded = false;
        steward.tick(now, out);
        authority.tick(now, out);
        knockAgain(now);
    }

    private void certify(Input.Certified certified, long now) {
        var dead = certified.dead();
        var certificate = new Message.Certificate(dead, certified.evidence());
        steward.receive(out.self(), certificate, now, out);
        var current = authority.current();
        if (current != null) {
            for (var member : current.members()) {
                if (!member.id().equals(dead.member()) && !member.id().equals(self.id())) {
                    out.send(member.id(), certificate);
                }
            }
        }
        steward.tick(now, out);
        out.emit(new Output.StandingChanged());
    }
}
