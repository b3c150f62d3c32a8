package dev.understudy.sharding.ownership;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The ownership protocol of one node as a state machine: inputs in, outputs out.
///
/// It has no thread, clock, I/O or randomness. Whoever drives it feeds it frames, ticks and the outcomes of
/// turns, one at a time, and carries out what [#step] returns, in order. The parts are [QuorumAuthority] (the
/// chain of configurations and the leases), [Steward] (what should change), [ShardReplica] (one copy of one
/// shard) and [OutboundLanes] (what this node sends to one shard).
///
/// ```text
///     OUTSIDE -- a configuration names this run --> MEMBER -- a configuration without it --> EXCLUDED
///        ^                                                                                      |
///        +------------------------------- rejoin, as a new run ---------------------------------+
/// ```
///
/// Confined to one thread at a time.
public final class OwnershipNode {
    private final Settings settings;
    private final Rules rules;
    private final QuorumAuthority authority;
    private final Steward steward;
    private final Outbox out;
    private final List<MemberId> seeds;
    private final TreeMap<Integer, ShardReplica> shards = new TreeMap<>();
    private final TreeMap<Integer, OutboundLanes> lanes = new TreeMap<>();
    private final boolean belongedAtStart;
    private GridMember self;
    private boolean excluded;
    private boolean leaving;
    private boolean departed;
    private boolean left;
    private final Set<MemberId> knowDeparture = new LinkedHashSet<>();
    private long joinedAt = Long.MIN_VALUE;

    /// A node at the start of its process.
    ///
    /// @param self who it is; its incarnation must be greater than in every earlier run of the same store
    /// @param seeds whom to look for a grid at; itself may be among them
    /// @param stored what its disk remembers; an empty one without a disk
    /// @param now its clock
    public OwnershipNode(
            Settings settings, Rules rules, GridMember self, List<MemberId> seeds, StoredState stored, long now) {
        this.settings = settings;
        this.rules = rules;
        this.self = self;
        this.seeds = List.copyOf(seeds);
        this.out = new Outbox(self.run(), settings, rules);
        this.authority = new QuorumAuthority(settings, rules, self.run(), stored, now);
        this.belongedAtStart = stored.hasBelonged();
        this.steward = new Steward(settings, rules, authority, self, belongedAtStart);
        stored.replicas.forEach(
                (shard, replica) -> shards.put(shard, new ShardReplica(shard, settings, rules, authority, replica)));
        var remembered = stored.configuration;
        if (remembered != null) {
            out.belongTo(remembered.genesisId());
            steward.adopted(remembered, now);
        }
    }

    /// Who this node is now.
    public Incarnation self() {
        return out.self();
    }

    /// The newest configuration that it knows.
    public Optional<Configuration> configuration() {
        return Optional.ofNullable(authority.current());
    }

    /// Whether its newest configuration names this run.
    public boolean isMember() {
        var current = authority.current();
        return current != null && current.contains(out.self());
    }

    /// What its copy of a shard is doing.
    public ShardState state(int shard) {
        var replica = shards.get(shard);
        return replica == null ? ShardState.NONE : replica.state();
    }

    /// Whether it holds a lease.
    public boolean holdsLease(long now) {
        return authority.holdsLease(now);
    }

    /// Takes one input.
    ///
    /// @return what to do, in order
    public List<Output> step(Input input) {
        long now = input.now();
        switch (input) {
            case Input.Tick _ -> tick(now);
            case Input.Received received -> receive(received.frame(), now);
            case Input.Suspected suspected -> steward.detector().suspect(suspected.member());
            case Input.Certified certified -> certify(certified.dead(), now);
            case Input.Tell tell -> {
                lanes(tell.shard()).tell(tell.entityId(), tell.payload(), out);
                pump(tell.shard(), now);
            }
            case Input.Ask ask -> {
                var id = lanes(ask.shard()).ask(ask.entityId(), ask.payload(), ask.deadline(), out);
                out.emit(new Output.AskBegun(ask.shard(), id, ask.payload()));
                pump(ask.shard(), now);
            }
            case Input.BeginTurn begin -> replica(begin.shard()).beginTurn(now, out);
            case Input.TurnDone done -> replica(done.shard()).turnDone(done, now, out);
            case Input.SnapshotTaken taken -> replica(taken.shard()).snapshotTaken(taken, now, out);
            case Input.Rejoin rejoin -> rejoin(rejoin.incarnation(), now);
            case Input.LeaveByPlan _ -> {
                leaving = true;
                if (!isMember()) {
                    leave();
                }
            }
            case Input.Force force -> steward.force(force.shard());
            case Input.Found _ -> {
                if (authority.current() == null) {
                    out.choose(steward.foundAlone(out.self()), Map.of());
                }
            }
        }
        settle(now);
        return out.drain();
    }

    /// Messages to itself and chosen configurations are part of the step that caused them.
    private void settle(long now) {
        while (true) {
            var chosen = out.pollChosen();
            if (chosen != null) {
                adopt(chosen, now);
                continue;
            }
            var local = out.pollLocal();
            if (local == null) {
                return;
            }
            handle(out.self(), local, now);
        }
    }

    private void tick(long now) {
        if (left) {
            return;
        }
        steward.tick(now, out);
        authority.tick(now, out);
        var current = authority.current();
        boolean member = isMember();
        if (!member
                && !excluded
                && !departed
                && (joinedAt == Long.MIN_VALUE || now - joinedAt >= settings.heartbeat())) {
            joinedAt = now;
            var join = new Message.Join(self, belongedAtStart);
            var doors = new LinkedHashSet<>(seeds);
            if (current != null) {
                current.members().forEach(known -> doors.add(known.id()));
            }
            doors.forEach(door -> out.send(door, join));
        }
        if (leaving && (member || departed) && current != null && now - joinedAt >= settings.heartbeat()) {
            joinedAt = now;
            for (var voter : current.voters()) {
                if (departed) {
                    out.send(voter, new Message.Learn(current, Map.of()));
                }
                out.send(voter, new Message.Leave(out.self()));
            }
        }
        shards.values().forEach(replica -> replica.tick(now, out));
        for (var lane : lanes.values()) {
            if (!lane.isIdle()) {
                lane.tick(now, out);
                lane.pump(current, now, out);
            }
        }
    }

    private void receive(Frame frame, long now) {
        if (left) {
            return;
        }
        var mine = out.genesisId();
        if (!frame.genesisId().isEmpty()) {
            steward.metGrid();
        }
        if (!mine.isEmpty() && !frame.genesisId().isEmpty() && !mine.equals(frame.genesisId())) {
            return;
        }
        handle(frame.from(), frame.message(), now);
    }

    private void handle(Incarnation from, Message message, long now) {
        switch (message) {
            case Message.Learn learn -> {
                var configuration = learn.configuration();
                var current = authority.current();
                boolean mine = configuration.member(self.id()).isPresent() || current != null;
                if (mine && (current == null || configuration.epoch() > current.epoch())) {
                    adopt(new Outbox.Chosen(configuration, learn.bounds()), now);
                }
                if (departed) {
                    departIfKnown(from.member(), configuration);
                }
            }
            case Message.Deliver deliver -> deliver(from, deliver, now);
            case Message.Settled settled -> {
                lanes(settled.lane().shard()).settled(settled, now);
                pump(settled.lane().shard(), now);
            }
            case Message.Busy busy -> lanes(busy.lane().shard()).busy(busy.lane(), now);
            case Message.LaneLost lost -> {
                lanes(lost.lane().shard()).lost(lost, out.self(), out);
                pump(lost.lane().shard(), now);
            }
            case Message.Moved moved -> {
                lanes(moved.lane().shard()).moved(moved.lane(), now);
                fetchIfOlder(from, moved.epoch());
            }
            case Message.Answer answer -> lanes(answer.shard()).answered(answer, authority.current(), out);
            case Message.Outdated outdated -> {
                var current = authority.current();
                if (outdated.run().equals(out.self()) && !isMember() && !excluded && !departed) {
                    excluded = true;
                    out.emit(new Output.Excluded(current == null ? 0 : current.epoch()));
                }
            }
            case Message.Certificate certificate -> {
                steward.receive(from, certificate, now, out);
                shards.values().forEach(replica -> replica.advance(now, out));
            }
            default -> {
                var shard = shardOf(message);
                if (shard.isPresent()) {
                    replica(shard.get()).receive(from, message, now, out);
                    break;
                }
                authority.receive(from, message, now, out);
                steward.receive(from, message, now, out);
                if (message instanceof Message.HeartbeatAck) {
                    shards.values().forEach(replica -> replica.advance(now, out));
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

    private static Optional<Integer> shardOf(Message message) {
        return switch (message) {
            case Message.Seal m -> Optional.of(m.shard());
            case Message.SealAck m -> Optional.of(m.shard());
            case Message.Install m -> Optional.of(m.shard());
            case Message.InstallAck m -> Optional.of(m.shard());
            case Message.Append m -> Optional.of(m.shard());
            case Message.AppendAck m -> Optional.of(m.shard());
            case Message.AppendRefused m -> Optional.of(m.shard());
            case Message.Compact m -> Optional.of(m.shard());
            case Message.CompactAck m -> Optional.of(m.shard());
            case Message.HandoffOrder m -> Optional.of(m.shard());
            case Message.Handoff m -> Optional.of(m.shard());
            case Message.HandoffReady m -> Optional.of(m.shard());
            default -> Optional.empty();
        };
    }

    private void deliver(Incarnation from, Message.Deliver deliver, long now) {
        var lane = deliver.lane();
        var current = authority.current();
        // A sender that the configuration does not name may be one whose lanes were forgotten: its repeats
        // would run
        // again.
        boolean known = current != null && current.contains(lane.sender());
        if (known && replica(lane.shard()).deliver(from, deliver, now, out)) {
            return;
        }
        if (!rules.hold(Rule.NO_FORWARDING) && current != null && deliver.epoch() < current.epoch()) {
            forward(from, deliver, now);
            return;
        }
        out.send(from.member(), new Message.Moved(current == null ? 0 : current.epoch(), lane));
        fetchIfOlder(from, deliver.epoch());
    }

    /// What a node that breaks the rule does: it passes the messages on as its own.
    private void forward(Incarnation from, Message.Deliver deliver, long now) {
        var lane = deliver.lane();
        for (var message : deliver.messages()) {
            if (!message.isAsk()) {
                lanes(lane.shard()).tell(message.entityId(), message.payload(), out);
            }
        }
        out.send(
                from.member(),
                new Message.Settled(lane, deliver.messages().getLast().seq()));
        pump(lane.shard(), now);
    }

    private void fetchIfOlder(Incarnation from, long epoch) {
        var current = authority.current();
        long mine = current == null ? 0 : current.epoch();
        if (epoch > mine) {
            out.send(from.member(), new Message.Fetch(mine));
        }
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
        boolean member = configuration.contains(out.self());
        out.emit(new Output.Adopted(configuration));
        for (int s = 0; s < configuration.table().shards(); s++) {
            if (shards.containsKey(s) || configuration.table().of(s).mentions(self.id())) {
                replica(s).adopt(configuration, member, now, out);
            }
        }
        lanes.keySet().forEach(shard -> pump(shard, now));
        knowDeparture.clear();
        if (wasMember && !member) {
            if (leaving) {
                departed = true;
            } else {
                excluded = true;
                out.emit(new Output.Excluded(configuration.epoch()));
            }
        }
    }

    private void rejoin(long incarnation, long now) {
        if (incarnation <= self.incarnation()) {
            throw new IllegalArgumentException(
                    "an incarnation after " + self.run() + " must be greater: " + incarnation);
        }
        self = self.withIncarnation(incarnation);
        out.become(self.run());
        authority.rejoin(self.run());
        lanes.values().forEach(lane -> lane.rejoin(out));
        excluded = false;
        joinedAt = Long.MIN_VALUE;
        tick(now);
    }

    private void certify(Incarnation dead, long now) {
        var certificate = new Message.Certificate(dead);
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
        shards.values().forEach(replica -> replica.advance(now, out));
    }

    private void pump(int shard, long now) {
        lanes(shard).pump(authority.current(), now, out);
    }

    private ShardReplica replica(int shard) {
        return shards.computeIfAbsent(shard, number -> new ShardReplica(number, settings, rules, authority, null));
    }

    private OutboundLanes lanes(int shard) {
        return lanes.computeIfAbsent(shard, number -> new OutboundLanes(number, settings));
    }
}
