package dev.understudy.sharding.ownership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The whole ownership protocol of one node in one thread: its [MemberProtocol] and the [ShardProtocol]s of all
/// shards, which a live node runs on threads of their own.
///
/// It has no thread, clock, I/O or randomness. Whoever drives it feeds it frames, ticks and the outcomes of
/// turns, one at a time, and carries out what [#step] returns, in order.
///
/// Confined to one thread at a time.
public final class OwnershipNode {
    private final Settings settings;
    private final Rules rules;
    private final MemberProtocol member;
    private final NodeBudget budget;
    private final TreeMap<Integer, ShardProtocol> shards = new TreeMap<>();
    private Seat seat;

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
        this.member = new MemberProtocol(settings, rules, self, seeds, stored, now);
        this.budget = NodeBudget.of(settings);
        this.seat = member.seat();
        stored.replicas.forEach((shard, replica) ->
                shards.put(shard, new ShardProtocol(shard, settings, rules, self.run(), budget, replica)));
    }

    /// Who this node is now.
    public Incarnation self() {
        return seat.self();
    }

    /// The newest configuration that it knows.
    public Optional<Configuration> configuration() {
        return seat.configuration();
    }

    /// Whether its newest configuration names this run.
    public boolean isMember() {
        return seat.isMember();
    }

    /// What its copy of a shard is doing.
    public ShardState state(int shard) {
        var protocol = shards.get(shard);
        return protocol == null ? ShardState.NONE : protocol.state();
    }

    /// Whether it holds a lease.
    public boolean holdsLease(long now) {
        return seat.holdsLease(now);
    }

    /// Takes one input.
    ///
    /// @return what to do, in order
    public List<Output> step(Input input) {
        var step = new Step(input.now());
        switch (input) {
            case Input.Tick _ -> step.tick();
            case Input.Received received -> step.receive(received.frame());
            case Input.ForShard forShard -> step.carry(shard(forShard.shard()).step(forShard, seat));
            case Input.ForMember forMember -> step.member(member.step(forMember));
        }
        step.settle();
        return step.results;
    }

    /// What became of everything that this node has told and asked.
    public LossLedger.Balance ledger() {
        return budget.ledger().balance();
    }

    private ShardProtocol shard(int shard) {
        return shards.computeIfAbsent(shard, number -> new ShardProtocol(number, settings, rules, seat.self(), budget));
    }

    /// One step: the parts talk to each other until nothing is left to say.
    private final class Step {
        private final long now;
        private final List<Output> results = new ArrayList<>();
        private final ArrayDeque<Frame> toSelf = new ArrayDeque<>();

        Step(long now) {
            this.now = now;
        }

        void tick() {
            if (member.hasLeft()) {
                return;
            }
            member(member.tick(now));
            for (var shard : shards.values()) {
                if (!shard.isAtRest()) {
                    carry(shard.tick(now, seat));
                }
            }
        }

        void receive(Frame frame) {
            if (member.hasLeft()) {
                return;
            }
            if (frame.message() instanceof Message.ForShard message) {
                carry(shard(message.shard()).receive(frame, now, seat));
            } else {
                member(member.receive(frame, now));
            }
        }

        void settle() {
            for (var frame = toSelf.poll(); frame != null; frame = toSelf.poll()) {
                receive(frame);
            }
        }

        void member(List<Output> outputs) {
            seat = member.seat();
            carry(outputs);
            for (var output : outputs) {
                if (output instanceof Output.StandingChanged) {
                    look();
                    return;
                }
            }
        }

        void carry(List<Output> outputs) {
            for (var output : outputs) {
                switch (output) {
                    case Output.Send send when send.to().equals(seat.self().member()) -> toSelf.add(send.frame());
                    case Output.StandingChanged _ -> {} // once, after all that the member has to say
                    case Output.Adopted adopted -> {
                        results.add(adopted);
                        follow(adopted.configuration());
                    }
                    default -> results.add(output);
                }
            }
        }

        private void look() {
            for (var shard : shards.values()) {
                if (!shard.isAtRest()) {
                    carry(shard.look(now, seat));
                }
            }
        }

        private void follow(Configuration configuration) {
            var self = seat.self().member();
            for (int s = 0; s < configuration.table().shards(); s++) {
                if (shards.containsKey(s) || configuration.table().of(s).mentions(self)) {
                    carry(shard(s).follow(now, seat));
                }
            }
        }
    }
}
