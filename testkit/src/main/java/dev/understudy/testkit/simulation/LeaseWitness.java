package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.AuthorityKind;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Message;
import dev.understudy.sharding.ownership.ShardState;
import dev.understudy.sharding.ownership.StoreAnswer;
import dev.understudy.sharding.ownership.StoreRequest;
import java.util.List;

/// Judges leases from outside: who runs, or may run, a shard beside another (I4), and who emits without having
/// been granted a lease (I5). It counts acks by what was seen on the wire, not by what a node says.
final class LeaseWitness {
    private final SimulatedWorld world;
    private final Judge judge;
    private final long lease;

    LeaseWitness(SimulatedWorld world, Judge judge, long lease) {
        this.world = world;
        this.judge = judge;
        this.lease = lease;
    }

    /// I4: while this node runs, or may run, the shard, no other may.
    void judgeAlone(SimulatedNode node, int shard) {
        for (var other : world.nodes()) {
            var process = other.process;
            if (other == node || process == null || !process.holdsLease(other.clock(world.now()))) {
                continue;
            }
            var state = process.state(shard);
            boolean runs = other.running.values().stream().anyMatch(turn -> turn.shard() == shard);
            if (state == ShardState.ACTIVE || state == ShardState.DRAINING || (runs && state.owns())) {
                judge.violated(
                        "I4",
                        "shard " + shard + " is live on " + node.name + " and on " + other.name + " (" + state
                                + (runs ? ", running)" : ")"));
            }
        }
    }

    /// I5: whoever emits must have had heartbeats acknowledged by a majority, sent no longer ago than a lease.
    void judgeGranted(SimulatedNode node, String doing) {
        grantedByItself(node);
        if (world.now() > node.grantedUntil) {
            judge.violated("I5", node.name + " " + doing + " without a lease");
        }
    }

    /// The only voter grants itself its lease without a frame that could be seen.
    void grantedByItself(SimulatedNode node) {
        if (node.process != null) {
            node.process.configuration().ifPresent(current -> grantedByItself(node, current));
        }
    }

    /// A configuration is adopted, perhaps one of many in a step.
    void grantedByItself(SimulatedNode node, Configuration adopted) {
        if (world.scenario().authority() == AuthorityKind.QUORUM
                && adopted.voters().equals(List.of(node.member.id()))) {
            node.grantedUntil = endOf(world.now());
        }
    }

    /// A store's answer arrives.
    void answered(SimulatedNode node, StoreAnswer answer, long sentWorld) {
        boolean counts = answer.request() instanceof StoreRequest.Renew renew
                && node.process != null
                && renew.from().equals(node.member.run());
        if (answer.granted() && counts) {
            node.grantedUntil = Math.max(node.grantedUntil, endOf(sentWorld));
        }
    }

    void granted(SimulatedNode node, MemberId voter, Message.HeartbeatAck ack) {
        var grant = node.heartbeats.get(new SimulatedNode.Heartbeat(ack.epoch(), ack.sentAt()));
        var process = node.process;
        if (grant == null || process == null) {
            return;
        }
        var under =
                node.adopted.getOrDefault(ack.epoch(), process.configuration().orElseThrow());
        if (under.epoch() != ack.epoch() || !under.voters().contains(voter)) {
            return;
        }
        grant.voters.add(voter.value());
        int own = under.voters().contains(node.member.id()) ? 1 : 0;
        if (grant.voters.size() + own >= under.majority()) {
            node.grantedUntil = Math.max(node.grantedUntil, endOf(grant.sentWorld));
        }
    }

    /// A heartbeat leaves: what is acknowledged later counts from here.
    void sent(SimulatedNode from, Message.Heartbeat heartbeat) {
        if (from.heartbeats.size() > 32) {
            from.heartbeats.values().removeIf(grant -> grant.sentWorld < world.now() - 1_000 * SimulatedWorld.MILLI);
        }
        from.heartbeats.computeIfAbsent(
                new SimulatedNode.Heartbeat(heartbeat.epoch(), heartbeat.sentAt()),
                _ -> new SimulatedNode.Grant(world.now()));
    }

    /// How long a lease lasts at most by the world's time.
    static long longest(long lease) {
        return lease + lease / 400;
    }

    /// When a lease ends at the latest by the world's time: the holder's clock may be slow.
    private long endOf(long sentWorld) {
        return sentWorld + longest(lease);
    }
}
