package dev.understudy.sharding.ownership;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ownership protocol of one shard on one node, as a state machine: the copy of the shard that the node may
/// keep or own ([ShardReplica]), and what the node sends to the shard's entities ([OutboundLanes]).
///
/// Each step is given the node's [Seat] and first follows its configuration. So the shards of a node may run on
/// other threads than its [MemberProtocol], and each at its own pace: a shard that has not stepped since a
/// configuration was learned is no other than one whose node has not learned it, except that its turns are judged
/// by the newest seat.
///
/// Confined to one thread at a time.
public final class ShardProtocol {
    private final CurrentSeat seat = new CurrentSeat();
    private final ShardReplica replica;
    private final OutboundLanes lanes;
    private final Outbox out;
    private long epoch;
    private boolean left;

    /// The seat of the step under way.
    private static final class CurrentSeat implements Standing {
        private @Nullable Standing now;

        private Standing now() {
            if (now == null) {
                throw new IllegalStateException("a shard was asked for its standing outside of a step");
            }
            return now;
        }

        @Override
        public @Nullable Configuration current() {
            return now().current();
        }

        @Override
        public boolean holdsLease(long time) {
            return now().holdsLease(time);
        }

        @Override
        public boolean holdsLeaseSince(long sinceEpoch, long time) {
            return now().holdsLeaseSince(sinceEpoch, time);
        }

        @Override
        public long remaining(Incarnation holder, long time) {
            return now().remaining(holder, time);
        }
    }

    /// A shard at the start of its process, with nothing on disk, alone on its node.
    public ShardProtocol(int shard, Settings settings, Rules rules, Incarnation self) {
        this(shard, settings, rules, self, NodeBudget.of(settings));
    }

    /// A shard at the start of its process, with nothing on disk.
    ///
    /// @param budget what the shards of the node share
    public ShardProtocol(int shard, Settings settings, Rules rules, Incarnation self, NodeBudget budget) {
        this(shard, settings, rules, self, budget, null);
    }

    ShardProtocol(
            int shard,
            Settings settings,
            Rules rules,
            Incarnation self,
            NodeBudget budget,
            StoredState.@Nullable StoredReplica stored) {
        this.replica = new ShardReplica(shard, settings, rules, seat, budget.received(), stored);
        this.lanes = new OutboundLanes(shard, settings, budget);
        this.out = new Outbox(self, settings, rules);
    }

    /// What the copy is doing.
    public ShardState state() {
        return replica.state();
    }

    /// The ownership that the copy is the owner in; 0 where it is none.
    public long ownerEpoch() {
        return replica.ownerEpoch();
    }

    /// Whether time alone changes nothing: no ticks are needed until the next step.
    public boolean isAtRest() {
        return replica.isAtRest() && lanes.isIdle();
    }

    /// Takes one input.
    ///
    /// @return what to do, in order
    public List<Output> step(Input.ForShard input, Seat at) {
        long now = input.now();
        begin(at, now);
        switch (input) {
            case Input.Tell tell -> {
                lanes.tell(tell.entityId(), tell.payload(), out);
                pump(now);
            }
            case Input.Ask ask -> {
                lanes.ask(ask.entityId(), ask.payload(), ask.deadline(), out);
                pump(now);
            }
            case Input.BeginTurn _ -> replica.beginTurn(now, out);
            case Input.TurnDone done -> replica.turnDone(done, now, out);
            case Input.TurnReturned returned -> replica.turnReturned(returned, now, out);
            case Input.Replied replied -> replica.replied(replied, now, out);
            case Input.Drained drained -> replica.drained(drained, now, out);
            case Input.SnapshotTaken taken -> replica.snapshotTaken(taken, now, out);
        }
        return end(now);
    }

    /// A frame for this shard arrived.
    public List<Output> receive(Frame frame, long now, Seat at) {
        begin(at, now);
        // Who belongs to no grid yet keeps no copy for one: the frame may have been meant for an earlier process here.
        boolean ours = !out.genesisId().isEmpty() && out.genesisId().equals(frame.genesisId());
        if (ours && frame.message() instanceof Message.ForShard message) {
            handle(frame.from(), message, now);
        }
        return end(now);
    }

    /// A new configuration is known.
    public List<Output> follow(long now, Seat at) {
        begin(at, now);
        return end(now);
    }

    /// The node's standing changed.
    public List<Output> look(long now, Seat at) {
        begin(at, now);
        replica.advance(now, out);
        return end(now);
    }

    /// Time passes.
    public List<Output> tick(long now, Seat at) {
        begin(at, now);
        replica.tick(now, out);
        if (!lanes.isIdle()) {
            lanes.tick(now, out);
            pump(now);
        }
        return end(now);
    }

    private void begin(Seat at, long now) {
        seat.now = at.standing();
        left = at.hasLeft();
        if (!at.self().equals(out.self())) {
            out.become(at.self());
            lanes.rejoin(out);
        }
        out.belongTo(at.genesisId());
        var configuration = seat.current();
        if (configuration != null && configuration.epoch() > epoch) {
            epoch = configuration.epoch();
            replica.adopt(configuration, configuration.contains(out.self()), now, out);
            pump(now);
        }
    }

    /// What the shard says to itself is part of the step that caused it.
    private List<Output> end(long now) {
        for (var local = out.pollLocal(); local != null; local = out.pollLocal()) {
            if (local instanceof Message.ForShard message) {
                handle(out.self(), message, now);
            } else {
                out.emit(new Output.Send(out.self().member(), new Frame(out.genesisId(), out.self(), local)));
            }
        }
        seat.now = null;
        if (left) {
            lanes.end(out);
        }
        return out.drain();
    }

    private void pump(long now) {
        lanes.pump(seat.current(), now, out);
    }

    private void handle(Incarnation from, Message.ForShard message, long now) {
        switch (message) {
            case Message.Deliver deliver -> deliver(from, deliver, now);
            case Message.Settled settled -> {
                lanes.settled(settled, now);
                pump(now);
            }
            case Message.Busy busy -> lanes.busy(busy.lane(), now);
            case Message.LaneLost lost -> {
                lanes.lost(lost, out.self(), out);
                pump(now);
            }
            case Message.Moved moved -> {
                lanes.moved(moved.lane(), now);
                fetchIfOlder(from, moved.epoch());
            }
            case Message.Answer answer -> lanes.answered(answer, seat.current(), out);
            default -> replica.receive(from, message, now, out);
        }
    }

    private void deliver(Incarnation from, Message.Deliver deliver, long now) {
        var lane = deliver.lane();
        var current = seat.current();
        // A sender that the configuration does not name may be one whose lanes were forgotten: its repeats would
        // run again.
        boolean known = current != null && current.contains(lane.sender());
        if (known && replica.deliver(from, deliver, now, out)) {
            return;
        }
        if (current != null && deliver.epoch() < current.epoch() && out.forwards()) {
            forward(from, deliver, now);
            return;
        }
        out.send(from.member(), new Message.Moved(current == null ? 0 : current.epoch(), lane));
        fetchIfOlder(from, deliver.epoch());
    }

    /// What a node that breaks the rule does: it passes the messages on as its own.
    private void forward(Incarnation from, Message.Deliver deliver, long now) {
        for (var message : deliver.messages()) {
            if (!message.isAsk()) {
                lanes.tell(message.entityId(), message.payload(), out);
            }
        }
        var last = deliver.messages().getLast().seq();
        out.send(from.member(), new Message.Settled(deliver.lane(), last));
        pump(now);
    }

    private void fetchIfOlder(Incarnation from, long theirs) {
        var current = seat.current();
        long mine = current == null ? 0 : current.epoch();
        if (theirs > mine) {
            out.send(from.member(), new Message.Fetch(mine));
        }
    }
}
