package dev.understudy.sharding;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.SendResult;
import dev.understudy.remoting.FrameKind;
import dev.understudy.remoting.Remoting;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import dev.understudy.sharding.ownership.Frame;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.openhft.hashing.LongHashFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The frames of the ownership protocol between this node and others: in bytes, on the channel that fits, and in parts
/// where they are too long for it.
///
/// Thread-safe.
final class ShardFrames {
    private static final FrameKind SHARD = new FrameKind(16, "SHARD");
    private static final FrameKind SHARD_PART = new FrameKind(17, "SHARD_PART");
    private static final FrameKind GRID = new FrameKind(32, "GRID");
    /// The longest frame that is sent in parts: what the channel holds for one member.
    private static final int MOST_BYTES_IN_PARTS = Flow.DEFAULT_DATA_QUEUE_BYTES;
    /// Larger frames of a shard's protocol go with the data, so that they don't hold up leases.
    private static final int MOST_CONTROL_BYTES = 4096;

    private static final Logger log = LoggerFactory.getLogger(ShardFrames.class);

    private final Remoting remoting;
    private final CargoCodec cargo;
    private final MemberId self;
    private final Supplier<String> genesisId;
    private final Consumer<Frame> arrived;
    private final FrameParts parts = new FrameParts();

    /// @param genesisId names the grid of this node; empty before it belongs to one
    /// @param arrived gets what others send, on the thread of the sending member
    ShardFrames(
            Remoting remoting, CargoCodec cargo, MemberId self, Supplier<String> genesisId, Consumer<Frame> arrived) {
        this.remoting = remoting;
        this.cargo = cargo;
        this.self = self;
        this.genesisId = genesisId;
        this.arrived = arrived;
    }

    /// Takes what others send from now on.
    void start() {
        remoting.handle(SHARD, this::onShardFrame);
        remoting.handle(SHARD_PART, this::onShardPart);
        remoting.handle(GRID, this::onGridFrame);
    }

    /// A member is gone, and what it had begun to send.
    void forget(Member gone) {
        parts.forget(gone);
    }

    /// Sends a frame. It may get lost, and the protocol knows that.
    void send(Member to, Frame frame) {
        var out = (frame.message() instanceof Message.ForShard ? SHARD : GRID).frame();
        out.writeLong(hash(frame.genesisId())).writeVarLong(frame.from().number());
        var channel = ChannelKind.CONTROL;
        switch (frame.message()) {
            case Message.ForShard message -> {
                new ShardCodec(cargo, frame.from(), MemberIds.of(to)).write(message, out);
                channel = isData(message) || out.size() > MOST_CONTROL_BYTES ? ChannelKind.DATA : ChannelKind.CONTROL;
            }
            case Message message -> OwnershipCodec.write(message, out);
        }
        if (out.size() > remoting.transport().maxFrameBytes(channel)) {
            sendInParts(to, frame, out);
            return;
        }
        remoting.send(to, channel, out);
    }

    /// Whether there are as many of them as there is load.
    private static boolean isData(Message.ForShard message) {
        return message instanceof Message.OfLane
                || message instanceof Message.Answer
                || message instanceof Message.Append
                || message instanceof Message.AppendAck;
    }

    /// A frame that is too long for its channel. Messages of a lane are sent by halves, so that each is handled as soon
    /// as it is there.
    private void sendInParts(Member to, Frame frame, WireOutput out) {
        if (frame.message() instanceof Message.Deliver deliver
                && deliver.messages().size() > 1) {
            var messages = deliver.messages();
            int half = messages.size() / 2;
            for (var part : List.of(messages.subList(0, half), messages.subList(half, messages.size()))) {
                var some = new Message.Deliver(deliver.epoch(), deliver.ownerEpoch(), deliver.lane(), part);
                send(to, new Frame(frame.genesisId(), frame.from(), some));
            }
        } else if (frame.message() instanceof Message.ForShard && out.size() <= MOST_BYTES_IN_PARTS) {
            int most = remoting.transport().maxFrameBytes(ChannelKind.DATA);
            for (var part : parts.cut(out, SHARD_PART::frame, most)) {
                if (remoting.send(to, ChannelKind.DATA, part) != SendResult.ACCEPTED) {
                    return; // it takes no more now: whoever waits for an answer sends again
                }
            }
        } else {
            log.error(
                    "a frame of {} bytes to {} is too long to be sent: {}",
                    out.size(),
                    to,
                    frame.message().getClass());
        }
    }

    private void onShardPart(Member from, WireInput in) {
        parts.add(from, in, MOST_BYTES_IN_PARTS).ifPresent(whole -> {
            var frame = WireInput.of(whole);
            frame.readByte(); // its kind
            onShardFrame(from, frame);
        });
    }

    private void onShardFrame(Member from, WireInput in) {
        var genesis = genesisOf(in.readLong());
        var run = new Incarnation(MemberIds.of(from), in.readVarLong());
        arrived.accept(new Frame(genesis, run, new ShardCodec(cargo, run, self).read(in)));
    }

    private void onGridFrame(Member from, WireInput in) {
        var genesis = genesisOf(in.readLong());
        var run = new Incarnation(MemberIds.of(from), in.readVarLong());
        arrived.accept(new Frame(genesis, run, OwnershipCodec.read(in)));
    }

    private static long hash(String genesis) {
        return genesis.isEmpty() ? 0 : LongHashFunction.xx().hashBytes(genesis.getBytes(StandardCharsets.UTF_8));
    }

    /// The grid of a frame: this one, none, or another, whose name does not matter.
    private String genesisOf(long hash) {
        var mine = genesisId.get();
        if (hash == 0) {
            return "";
        }
        return hash == hash(mine) ? mine : "grid-%016x".formatted(hash);
    }
}
