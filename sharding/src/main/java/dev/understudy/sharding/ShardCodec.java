package dev.understudy.sharding;

import dev.understudy.serialization.MalformedMessageException;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import dev.understudy.sharding.ownership.AskOutcome;
import dev.understudy.sharding.ownership.CommandId;
import dev.understudy.sharding.ownership.DedupeWindow;
import dev.understudy.sharding.ownership.EntityMessage;
import dev.understudy.sharding.ownership.HandoffState;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.LaneId;
import dev.understudy.sharding.ownership.LogRecord;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Message;
import dev.understudy.sharding.ownership.Payload;
import dev.understudy.sharding.ownership.ReplicaSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The messages of the ownership protocol that are about one shard, in bytes. Those about the grid are the
/// [OwnershipCodec]'s.
///
/// The first byte says which message it is; numbers are never used twice. A run that is the sender or the receiver
/// of the frame, as nearly all are, takes two bytes.
final class ShardCodec {
    /// How what the protocol does not look into is put in bytes.
    interface Payloads {
        void command(EntityMessage message, WireOutput out);

        Payload command(WireInput in, String entity, @Nullable CommandId ask);

        void value(Payload payload, WireOutput out);

        Payload value(WireInput in);

        /// Of a log: in bytes on both sides.
        void logged(Payload payload, WireOutput out);

        Payload logged(WireInput in);
    }

    private static final int SENDER = 0;
    private static final int RECEIVER = 1;
    private static final int OTHER = 2;

    private final Payloads payloads;
    private final Incarnation sender;
    private final MemberId receiver;

    /// Of one frame from a run to a member.
    ShardCodec(Payloads payloads, Incarnation sender, MemberId receiver) {
        this.payloads = payloads;
        this.sender = sender;
        this.receiver = receiver;
    }

    void write(Message.ForShard message, WireOutput out) {
        switch (message) {
            case Message.Deliver(long epoch, long ownerEpoch, var lane, var messages) -> {
                lane(out.writeByte(1), lane);
                out.writeVarLong(epoch).writeVarLong(ownerEpoch);
                OwnershipCodec.list(out, messages, this::entityMessage);
            }
            case Message.Settled(var lane, long settled) ->
                lane(out.writeByte(2), lane).writeVarLong(settled);
            case Message.Moved(long epoch, var lane) ->
                lane(out.writeByte(3), lane).writeVarLong(epoch);
            case Message.Busy(var lane) -> lane(out.writeByte(4), lane);
            case Message.LaneLost(var lane, long ownerEpoch) ->
                lane(out.writeByte(5), lane).writeVarLong(ownerEpoch);
            case Message.Answer(int shard, long ownerEpoch, var commandId, var outcome) -> {
                head(out, 6, shard, ownerEpoch);
                commandId(out, commandId);
                outcome(out, outcome);
            }
            case Message.Seal(int shard, long ownerEpoch, long from, var tail) -> {
                head(out, 7, shard, ownerEpoch).writeVarLong(from);
                OwnershipCodec.list(out, tail, this::logRecord);
            }
            case Message.SealAck(int shard, long ownerEpoch, long logEnd) ->
                head(out, 8, shard, ownerEpoch).writeVarLong(logEnd + 1);
            case Message.Install(int shard, long ownerEpoch, long session, var snapshot, var tail) -> {
                snapshot(head(out, 9, shard, ownerEpoch).writeVarLong(session), snapshot);
                OwnershipCodec.list(out, tail, this::logRecord);
            }
            case Message.InstallAck(int shard, long ownerEpoch, long session, long logEnd) ->
                head(out, 10, shard, ownerEpoch).writeVarLong(session).writeVarLong(logEnd + 1);
            case Message.Append(int shard, long ownerEpoch, var records, long committed) -> {
                head(out, 11, shard, ownerEpoch).writeVarLong(committed);
                OwnershipCodec.list(out, records, this::logRecord);
            }
            case Message.AppendAck(int shard, long ownerEpoch, long logEnd) ->
                head(out, 12, shard, ownerEpoch).writeVarLong(logEnd + 1);
            case Message.AppendRefused(int shard, long ownerEpoch, long sealed) ->
                head(out, 13, shard, ownerEpoch).writeVarLong(sealed);
            case Message.Compact(int shard, long ownerEpoch, var snapshot) ->
                snapshot(head(out, 14, shard, ownerEpoch), snapshot);
            case Message.CompactAck(int shard, long ownerEpoch, long base) ->
                head(out, 15, shard, ownerEpoch).writeVarLong(base);
            case Message.HandoffOrder(int shard, long ownerEpoch, var target) ->
                OwnershipCodec.member(head(out, 16, shard, ownerEpoch), target);
            case Message.Handoff(int shard, long ownerEpoch, var state) ->
                handoffState(head(out, 17, shard, ownerEpoch), state);
            case Message.HandoffReady(int shard, long ownerEpoch) -> head(out, 18, shard, ownerEpoch);
        }
    }

    Message.ForShard read(WireInput in) {
        int kind = in.readByte();
        if (kind >= 1 && kind <= 5) {
            var lane = lane(in);
            return switch (kind) {
                case 1 ->
                    new Message.Deliver(
                            in.readVarLong(), in.readVarLong(), lane, OwnershipCodec.list(in, this::entityMessage));
                case 2 -> new Message.Settled(lane, in.readVarLong());
                case 3 -> new Message.Moved(in.readVarLong(), lane);
                case 4 -> new Message.Busy(lane);
                default -> new Message.LaneLost(lane, in.readVarLong());
            };
        }
        int shard = in.readVarInt();
        long ownerEpoch = in.readVarLong();
        return switch (kind) {
            case 6 -> new Message.Answer(shard, ownerEpoch, commandId(in), outcome(in));
            case 7 -> new Message.Seal(shard, ownerEpoch, in.readVarLong(), OwnershipCodec.list(in, this::logRecord));
            case 8 -> new Message.SealAck(shard, ownerEpoch, in.readVarLong() - 1);
            case 9 ->
                new Message.Install(
                        shard, ownerEpoch, in.readVarLong(), snapshot(in), OwnershipCodec.list(in, this::logRecord));
            case 10 -> new Message.InstallAck(shard, ownerEpoch, in.readVarLong(), in.readVarLong() - 1);
            case 11 -> {
                long committed = in.readVarLong();
                yield new Message.Append(shard, ownerEpoch, OwnershipCodec.list(in, this::logRecord), committed);
            }
            case 12 -> new Message.AppendAck(shard, ownerEpoch, in.readVarLong() - 1);
            case 13 -> new Message.AppendRefused(shard, ownerEpoch, in.readVarLong());
            case 14 -> new Message.Compact(shard, ownerEpoch, snapshot(in));
            case 15 -> new Message.CompactAck(shard, ownerEpoch, in.readVarLong());
            case 16 -> new Message.HandoffOrder(shard, ownerEpoch, OwnershipCodec.member(in));
            case 17 -> new Message.Handoff(shard, ownerEpoch, handoffState(in));
            case 18 -> new Message.HandoffReady(shard, ownerEpoch);
            default -> throw new MalformedMessageException("no message of a shard has the number " + kind);
        };
    }

    private static WireOutput head(WireOutput out, int kind, int shard, long ownerEpoch) {
        return out.writeByte(kind).writeVarInt(shard).writeVarLong(ownerEpoch);
    }

    private void run(WireOutput out, Incarnation run) {
        if (run.equals(sender)) {
            out.writeByte(SENDER);
        } else if (run.member().equals(receiver)) {
            out.writeByte(RECEIVER).writeVarLong(run.number());
        } else {
            OwnershipCodec.run(out.writeByte(OTHER), run);
        }
    }

    private Incarnation run(WireInput in) {
        int which = in.readByte();
        return switch (which) {
            case SENDER -> sender;
            case RECEIVER -> new Incarnation(receiver, in.readVarLong());
            case OTHER -> OwnershipCodec.run(in);
            default -> throw new MalformedMessageException("a run of the kind " + which);
        };
    }

    private WireOutput lane(WireOutput out, LaneId lane) {
        run(out, lane.sender());
        return out.writeVarInt(lane.shard()).writeVarLong(lane.opened());
    }

    private LaneId lane(WireInput in) {
        return new LaneId(run(in), in.readVarInt(), in.readVarLong());
    }

    private void commandId(WireOutput out, CommandId id) {
        run(out, id.producer());
        out.writeVarLong(id.seq());
    }

    private CommandId commandId(WireInput in) {
        return new CommandId(run(in), in.readVarLong());
    }

    private void entityMessage(WireOutput out, EntityMessage message) {
        out.writeVarLong(message.seq()).writeString(message.entityId());
        OwnershipCodec.optional(out, message.commandId(), this::commandId);
        if (message.commandId() != null) {
            out.writeVarInt(message.attempt()).writeVarLong(message.lowWatermark());
        }
        payloads.command(message, out);
    }

    private EntityMessage entityMessage(WireInput in) {
        long seq = in.readVarLong();
        var entity = in.readString();
        var ask = OwnershipCodec.optional(in, this::commandId);
        int attempt = ask == null ? 1 : in.readVarInt();
        long lowWatermark = ask == null ? 0 : in.readVarLong();
        return new EntityMessage(seq, entity, payloads.command(in, entity, ask), ask, attempt, lowWatermark);
    }

    private void outcome(WireOutput out, AskOutcome outcome) {
        switch (outcome) {
            case AskOutcome.Answered(var reply) -> payloads.value(reply, out.writeByte(1));
            case AskOutcome.Failed(var why) -> payloads.value(why, out.writeByte(2));
            case AskOutcome.TimedOut() -> out.writeByte(3);
            case AskOutcome.Unavailable() -> out.writeByte(4);
            case AskOutcome.DuplicateUnknown() -> out.writeByte(5);
        }
    }

    private AskOutcome outcome(WireInput in) {
        int kind = in.readByte();
        return switch (kind) {
            case 1 -> new AskOutcome.Answered(payloads.value(in));
            case 2 -> new AskOutcome.Failed(payloads.value(in));
            case 3 -> new AskOutcome.TimedOut();
            case 4 -> new AskOutcome.Unavailable();
            case 5 -> new AskOutcome.DuplicateUnknown();
            default -> throw new MalformedMessageException("an outcome of the kind " + kind);
        };
    }

    // ---- the log

    private void logRecord(WireOutput out, LogRecord entry) {
        out.writeVarLong(entry.seq()).writeVarLong(entry.ownerEpoch()).writeString(entry.entityId());
        OwnershipCodec.optional(out, entry.commandId(), this::commandId);
        payloads.logged(entry.events(), out);
        OwnershipCodec.optional(out, entry.reply(), (to, reply) -> payloads.logged(reply, to));
    }

    private LogRecord logRecord(WireInput in) {
        return new LogRecord(
                in.readVarLong(),
                in.readVarLong(),
                in.readString(),
                OwnershipCodec.optional(in, this::commandId),
                payloads.logged(in),
                OwnershipCodec.optional(in, payloads::logged));
    }

    private void snapshot(WireOutput out, ReplicaSnapshot snapshot) {
        out.writeVarLong(snapshot.end());
        OwnershipCodec.optional(out, snapshot.state(), (to, state) -> payloads.logged(state, to));
        out.writeBoolean(snapshot.answered().forgotten());
        out.writeVarInt(snapshot.answered().producers().size());
        snapshot.answered().producers().forEach((producer, answers) -> {
            run(out, producer);
            out.writeVarLong(answers.floor()).writeVarInt(answers.replies().size());
            answers.replies().forEach((seq, reply) -> {
                out.writeVarLong(seq);
                OwnershipCodec.optional(out, reply.orElse(null), (to, value) -> payloads.logged(value, to));
            });
        });
    }

    private ReplicaSnapshot snapshot(WireInput in) {
        long end = in.readVarLong();
        var state = OwnershipCodec.optional(in, payloads::logged);
        boolean forgotten = in.readBoolean();
        var producers = new LinkedHashMap<Incarnation, DedupeWindow.Answers>();
        for (int left = in.readVarInt(); left > 0; left--) {
            var producer = run(in);
            long floor = in.readVarLong();
            Map<Long, Optional<Payload>> replies = new LinkedHashMap<>();
            for (int more = in.readVarInt(); more > 0; more--) {
                replies.put(in.readVarLong(), Optional.ofNullable(OwnershipCodec.optional(in, payloads::logged)));
            }
            producers.put(producer, new DedupeWindow.Answers(floor, replies));
        }
        return new ReplicaSnapshot(end, state, new DedupeWindow(producers, forgotten));
    }

    // ---- handoff

    private void handoffState(WireOutput out, HandoffState state) {
        out.writeVarLong(state.since()).writeVarInt(state.delivered().size());
        state.delivered().forEach((lane, delivered) -> lane(out, lane).writeVarLong(delivered));
        OwnershipCodec.list(out, state.waiting(), (to, waiting) -> {
            lane(to, waiting.lane());
            entityMessage(to, waiting.message());
        });
        OwnershipCodec.list(out, state.begun(), (to, begun) -> {
            commandId(to, begun.id());
            OwnershipCodec.optional(to, begun.outcome(), this::outcome);
        });
        OwnershipCodec.optional(out, state.carried(), (to, carried) -> payloads.value(carried, to));
    }

    private HandoffState handoffState(WireInput in) {
        long since = in.readVarLong();
        var delivered = new LinkedHashMap<LaneId, Long>();
        for (int left = in.readVarInt(); left > 0; left--) {
            delivered.put(lane(in), in.readVarLong());
        }
        List<HandoffState.Waiting> waiting =
                OwnershipCodec.list(in, from -> new HandoffState.Waiting(lane(from), entityMessage(from)));
        List<HandoffState.Begun> begun = OwnershipCodec.list(
                in, from -> new HandoffState.Begun(commandId(from), OwnershipCodec.optional(from, this::outcome)));
        return new HandoffState(since, delivered, waiting, begun, OwnershipCodec.optional(in, payloads::value));
    }
}
