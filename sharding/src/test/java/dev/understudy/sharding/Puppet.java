package dev.understudy.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.ActorSystem;
import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.Transport;
import dev.understudy.remoting.FrameKind;
import dev.understudy.remoting.Remoting;
import dev.understudy.serialization.MessageCodec;
import dev.understudy.serialization.MessageRegistry;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.ShardAssignment;
import dev.understudy.sharding.ownership.ShardTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// A member that speaks the frames of sharding as a test has it do, right or wrong: it notes what it gets, and
/// answers nothing of itself.
final class Puppet implements AutoCloseable {
    static final FrameKind ENTITY = new FrameKind(16, "ENTITY");
    static final FrameKind MOVED = new FrameKind(17, "MOVED");
    static final FrameKind REFUSED = new FrameKind(18, "REFUSED");
    static final FrameKind TABLE = new FrameKind(32, "TABLE");
    static final FrameKind REPORT = new FrameKind(33, "REPORT");
    static final FrameKind LEAVING = new FrameKind(34, "LEAVING");
    static final FrameKind RELEASED = new FrameKind(35, "RELEASED");

    /// What arrived, from the sender's name on.
    record Got(String from, WireInput frame) {}

    /// The head of a frame that carries a message for an entity.
    record Head(long epoch, String type, String id, long ask) {
        static Head read(WireInput frame) {
            return new Head(frame.readVarLong(), frame.readString(), frame.readString(), frame.readVarLong());
        }
    }

    private final ActorSystem system;
    private final Transport transport;
    private final Remoting remoting;
    private final ConcurrentMap<FrameKind, LinkedBlockingQueue<Got>> received = new ConcurrentHashMap<>();

    Puppet(Transport transport, MessageRegistry messages, Executor failures) {
        this.transport = transport;
        this.system = ActorSystem.create(transport.self().name());
        this.remoting = new Remoting(system, transport, messages::codec, failures);
        for (var kind : List.of(ENTITY, MOVED, REFUSED, TABLE, REPORT, LEAVING, RELEASED)) {
            received.put(kind, new LinkedBlockingQueue<>());
            remoting.handle(kind, (from, frame) -> queue(kind).add(new Got(from.name(), frame)));
        }
    }

    Puppet start() {
        remoting.start();
        return this;
    }

    /// Has it announce a table to whoever joins, in which that member owns all shards.
    Puppet givingAllShardsToJoiners(int shards) {
        remoting.onViewChange(change ->
                change.joined().forEach(member -> announce(member.name(), 1, shards, MemberIds.of(member), List.of())));
        return this;
    }

    Member self() {
        return transport.self();
    }

    MemberId id() {
        return MemberIds.of(self());
    }

    MessageCodec codec() {
        return remoting.codec();
    }

    /// Waits for the next frame of a kind.
    WireInput next(FrameKind kind) {
        try {
            var got = queue(kind).poll(60, TimeUnit.SECONDS);
            assertThat(got).isNotNull();
            return got.frame();
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /// Sends a frame; the receiver is in view.
    SendResult send(String to, ChannelKind channel, FrameKind kind, UnaryOperator<WireOutput> content) {
        return remoting.send(member(to), channel, content.apply(kind.frame()));
    }

    boolean sees(String name) {
        return transport.view().member(name).isPresent();
    }

    Member member(String name) {
        return transport.view().member(name).orElseThrow();
    }

    MemberId id(String name) {
        return MemberIds.of(member(name));
    }

    /// Announces a table in which all shards have this owner since its epoch, and this predecessor at most.
    void announce(String to, long epoch, int shards, MemberId owner, List<MemberId> predecessors) {
        var runs =
                predecessors.stream().map(member -> new Incarnation(member, 0)).toList();
        var rows = new ArrayList<ShardAssignment>();
        for (int shard = 0; shard < shards; shard++) {
            rows.add(new ShardAssignment(owner, epoch, List.of(owner), List.of(), runs, null, false));
        }
        assertThat(send(to, ChannelKind.CONTROL, TABLE, frame -> {
                    ShardTableCodec.write(new ShardTable(epoch, rows), frame);
                    return frame;
                }))
                .isEqualTo(SendResult.ACCEPTED);
    }

    private LinkedBlockingQueue<Got> queue(FrameKind kind) {
        return received.computeIfAbsent(kind, _ -> new LinkedBlockingQueue<>());
    }

    @Override
    public void close() {
        system.close();
        remoting.close();
    }
}
