package dev.understudy.sharding;

import dev.understudy.serialization.MalformedMessageException;
import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import dev.understudy.sharding.ownership.Ballot;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Message;
import dev.understudy.sharding.ownership.OwnerRequest;
import dev.understudy.sharding.ownership.Relinquished;
import dev.understudy.sharding.ownership.ShardAssignment;
import dev.understudy.sharding.ownership.ShardTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The messages of the ownership protocol that are about the grid, in bytes. Those about one shard are the
/// [ShardCodec]'s.
///
/// The first byte says which message it is; numbers are never used twice. Members of a configuration are written
/// once, and its table refers to them by their place in that list.
final class OwnershipCodec {
    private OwnershipCodec() {}

    static void write(Message message, WireOutput out) {
        switch (message) {
            case Message.Canvass(long epoch, int round, var exclusions) -> {
                out.writeByte(1).writeVarLong(epoch).writeVarInt(round);
                list(out, exclusions, OwnershipCodec::member);
            }
            case Message.CanvassReply(long epoch, int round, var heard) -> {
                out.writeByte(2).writeVarLong(epoch).writeVarInt(round);
                list(out, heard, OwnershipCodec::member);
            }
            case Message.Prepare(long epoch, var ballot) ->
                ballot(out.writeByte(3).writeVarLong(epoch), ballot);
            case Message.Promise(long epoch, var ballot, var accepted, var value) -> {
                ballot(out.writeByte(4).writeVarLong(epoch), ballot);
                optional(out, accepted, OwnershipCodec::ballot);
                optional(out, value, OwnershipCodec::configuration);
            }
            case Message.Accept(long epoch, var ballot, var value) -> {
                ballot(out.writeByte(5).writeVarLong(epoch), ballot);
                configuration(out, value);
            }
            case Message.Accepted(long epoch, var ballot, var bounds) -> {
                ballot(out.writeByte(6).writeVarLong(epoch), ballot);
                bounds(out, bounds);
            }
            case Message.Refused(long epoch, var ballot, var promised) -> {
                ballot(out.writeByte(7).writeVarLong(epoch), ballot);
                ballot(out, promised);
            }
            case Message.Learn(var configuration, var bounds) -> {
                configuration(out.writeByte(8), configuration);
                bounds(out, bounds);
            }
            case Message.Fetch(long epoch) -> out.writeByte(9).writeVarLong(epoch);
            case Message.Heartbeat(long epoch, long sentAt, boolean leased) ->
                out.writeByte(10).writeVarLong(epoch).writeLong(sentAt).writeBoolean(leased);
            case Message.HeartbeatAck(long epoch, long sentAt) ->
                out.writeByte(11).writeVarLong(epoch).writeLong(sentAt);
            case Message.Join(var member, boolean belonged, long epoch) ->
                gridMember(out.writeByte(12), member).writeBoolean(belonged).writeVarLong(epoch);
            case Message.Leave(var member) -> run(out.writeByte(13), member);
            case Message.Certificate(var dead, var evidence) ->
                run(out.writeByte(14), dead).writeString(evidence);
            case Message.Request(long epoch, var request) ->
                request(out.writeByte(15).writeVarLong(epoch), request);
            case Message.OperatorsWord(long epoch, var forced, var dropped) -> {
                list(out.writeByte(17).writeVarLong(epoch), forced, WireOutput::writeVarInt);
                list(out, dropped, OwnershipCodec::member);
            }
            case Message.ForShard other ->
                throw new IllegalArgumentException("a message of one shard among those of the grid: " + other);
        }
    }

    static Message read(WireInput in) {
        int kind = in.readByte();
        return switch (kind) {
            case 1 -> new Message.Canvass(in.readVarLong(), in.readVarInt(), members(in));
            case 2 -> new Message.CanvassReply(in.readVarLong(), in.readVarInt(), members(in));
            case 3 -> new Message.Prepare(in.readVarLong(), ballot(in));
            case 4 ->
                new Message.Promise(
                        in.readVarLong(),
                        ballot(in),
                        optional(in, OwnershipCodec::ballot),
                        optional(in, OwnershipCodec::configuration));
            case 5 -> new Message.Accept(in.readVarLong(), ballot(in), configuration(in));
            case 6 -> new Message.Accepted(in.readVarLong(), ballot(in), bounds(in));
            case 7 -> new Message.Refused(in.readVarLong(), ballot(in), ballot(in));
            case 8 -> new Message.Learn(configuration(in), bounds(in));
            case 9 -> new Message.Fetch(in.readVarLong());
            case 10 -> new Message.Heartbeat(in.readVarLong(), in.readLong(), in.readBoolean());
            case 11 -> new Message.HeartbeatAck(in.readVarLong(), in.readLong());
            case 12 -> new Message.Join(gridMember(in), in.readBoolean(), in.readVarLong());
            case 13 -> new Message.Leave(run(in));
            case 14 -> new Message.Certificate(run(in), in.readString());
            case 15 -> new Message.Request(in.readVarLong(), request(in));
            case 17 ->
                new Message.OperatorsWord(
                        in.readVarLong(), new LinkedHashSet<>(list(in, WireInput::readVarInt)), members(in));
            default -> throw new MalformedMessageException("no message of the grid has the number " + kind);
        };
    }

    // ---- parts

    static <T> void list(WireOutput out, java.util.Collection<T> items, BiConsumer<WireOutput, T> writer) {
        out.writeVarInt(items.size());
        items.forEach(item -> writer.accept(out, item));
    }

    static <T> List<T> list(WireInput in, Function<WireInput, T> reader) {
        int count = in.readVarInt();
        if (count < 0 || count > in.remaining()) {
            throw new MalformedMessageException("%d items in %d bytes".formatted(count, in.remaining()));
        }
        var items = new ArrayList<T>(count);
        for (int i = 0; i < count; i++) {
            items.add(reader.apply(in));
        }
        return items;
    }

    static <T> void optional(WireOutput out, @Nullable T item, BiConsumer<WireOutput, T> writer) {
        out.writeBoolean(item != null);
        if (item != null) {
            writer.accept(out, item);
        }
    }

    static <T> @Nullable T optional(WireInput in, Function<WireInput, T> reader) {
        return in.readBoolean() ? reader.apply(in) : null;
    }

    static WireOutput member(WireOutput out, MemberId id) {
        return out.writeString(id.value());
    }

    static MemberId member(WireInput in) {
        return new MemberId(in.readString());
    }

    private static Set<MemberId> members(WireInput in) {
        return new LinkedHashSet<>(list(in, OwnershipCodec::member));
    }

    static WireOutput run(WireOutput out, Incarnation run) {
        return member(out, run.member()).writeVarLong(run.number());
    }

    static Incarnation run(WireInput in) {
        return new Incarnation(member(in), in.readVarLong());
    }

    private static void ballot(WireOutput out, Ballot ballot) {
        run(out.writeVarInt(ballot.round()), ballot.proposer());
    }

    private static Ballot ballot(WireInput in) {
        return new Ballot(in.readVarInt(), run(in));
    }

    private static void bounds(WireOutput out, Map<Incarnation, Long> bounds) {
        out.writeVarInt(bounds.size());
        bounds.forEach((run, left) -> run(out, run).writeVarLong(left));
    }

    private static Map<Incarnation, Long> bounds(WireInput in) {
        var bounds = new LinkedHashMap<Incarnation, Long>();
        for (int left = in.readVarInt(); left > 0; left--) {
            bounds.put(run(in), in.readVarLong());
        }
        return bounds;
    }

    private static WireOutput gridMember(WireOutput out, GridMember member) {
        return run(out, member.run()).writeVarInt(member.weight()).writeString(member.zone());
    }

    private static GridMember gridMember(WireInput in) {
        var run = run(in);
        return new GridMember(run.member(), run.number(), in.readVarInt(), in.readString());
    }

    private static void request(WireOutput out, OwnerRequest request) {
        int kind = switch (request) {
            case OwnerRequest.LearnerReady _ -> 1;
            case OwnerRequest.HandedOff _ -> 2;
            case OwnerRequest.HandBack _ -> 3;
            case OwnerRequest.PredecessorsGone _ -> 4;
        };
        out.writeByte(kind).writeVarInt(request.shard()).writeVarLong(request.ownerEpoch());
        if (request instanceof OwnerRequest.LearnerReady ready) {
            member(out, ready.learner());
        } else if (request instanceof OwnerRequest.HandedOff handed) {
            run(out, handed.target());
        }
    }

    private static OwnerRequest request(WireInput in) {
        int kind = in.readByte();
        int shard = in.readVarInt();
        long ownerEpoch = in.readVarLong();
        return switch (kind) {
            case 1 -> new OwnerRequest.LearnerReady(shard, ownerEpoch, member(in));
            case 2 -> new OwnerRequest.HandedOff(shard, ownerEpoch, run(in));
            case 3 -> new OwnerRequest.HandBack(shard, ownerEpoch);
            case 4 -> new OwnerRequest.PredecessorsGone(shard, ownerEpoch);
            default -> throw new MalformedMessageException("no request has the number " + kind);
        };
    }

    // ---- configurations

    private static void configuration(WireOutput out, Configuration configuration) {
        var places = new LinkedHashMap<MemberId, Integer>();
        configuration.members().forEach(member -> place(places, member.id()));
        configuration.voters().forEach(voter -> place(places, voter));
        place(places, configuration.leader().member());
        for (var row : configuration.table().assignments()) {
            row.inSync().forEach(id -> place(places, id));
            row.learners().forEach(id -> place(places, id));
            row.predecessors().forEach(run -> place(places, run.member()));
            if (row.owner() != null) {
                place(places, row.owner());
            }
            if (row.relinquishedBy() != null) {
                place(places, row.relinquishedBy().owner());
            }
        }
        out.writeString(configuration.genesisId()).writeVarLong(configuration.epoch());
        list(out, places.keySet(), OwnershipCodec::member);
        list(
                out,
                configuration.members(),
                (to, member) -> to.writeVarInt(placeOf(places, member.id()))
                        .writeVarLong(member.incarnation())
                        .writeVarInt(member.weight())
                        .writeString(member.zone()));
        list(out, configuration.voters(), (to, voter) -> to.writeVarInt(placeOf(places, voter)));
        placedRun(out, places, configuration.leader());
        list(out, configuration.table().assignments(), (to, row) -> row(to, places, row));
    }

    private static void place(Map<MemberId, Integer> places, MemberId id) {
        places.putIfAbsent(id, places.size());
    }

    private static int placeOf(Map<MemberId, Integer> places, MemberId id) {
        var place = places.get(id);
        if (place == null) {
            throw new IllegalStateException(id + " has no place in its configuration: a bug of the codec");
        }
        return place;
    }

    private static void placedRun(WireOutput out, Map<MemberId, Integer> places, Incarnation run) {
        out.writeVarInt(placeOf(places, run.member())).writeVarLong(run.number());
    }

    private static void row(WireOutput out, Map<MemberId, Integer> places, ShardAssignment row) {
        var relinquished = row.relinquishedBy();
        int flags = (row.owner() == null ? 0 : 1) | (relinquished == null ? 0 : 2) | (row.startsEmpty() ? 4 : 0);
        out.writeByte(flags).writeVarLong(row.ownerEpoch());
        if (row.startsEmpty()) {
            out.writeVarLong(row.emptySince());
        }
        list(out, row.inSync(), (to, id) -> to.writeVarInt(placeOf(places, id)));
        list(out, row.learners(), (to, id) -> to.writeVarInt(placeOf(places, id)));
        list(out, row.predecessors(), (to, run) -> placedRun(to, places, run));
        if (relinquished != null) {
            out.writeVarInt(placeOf(places, relinquished.owner())).writeVarLong(relinquished.ownerEpoch());
        }
    }

    private static Configuration configuration(WireInput in) {
        var genesisId = in.readString();
        long epoch = in.readVarLong();
        var ids = list(in, OwnershipCodec::member);
        var members = list(
                in, from -> new GridMember(at(ids, from), from.readVarLong(), from.readVarInt(), from.readString()));
        var voters = list(in, from -> at(ids, from));
        var leader = placedRun(in, ids);
        var rows = list(in, from -> row(from, ids));
        return new Configuration(genesisId, epoch, members, voters, leader, new ShardTable(epoch, rows));
    }

    private static ShardAssignment row(WireInput in, List<MemberId> ids) {
        int flags = in.readByte();
        long ownerEpoch = in.readVarLong();
        long emptySince = (flags & 4) == 0 ? 0 : in.readVarLong();
        var inSync = list(in, from -> at(ids, from));
        var learners = list(in, from -> at(ids, from));
        var predecessors = list(in, from -> placedRun(from, ids));
        var relinquished = (flags & 2) == 0 ? null : new Relinquished(at(ids, in), in.readVarLong());
        if ((flags & 1) != 0 && inSync.isEmpty()) {
            throw new MalformedMessageException("a shard with an owner that is not in-sync");
        }
        var owner = (flags & 1) == 0 ? null : inSync.getFirst();
        return new ShardAssignment(owner, ownerEpoch, inSync, learners, predecessors, relinquished, emptySince);
    }

    private static Incarnation placedRun(WireInput in, List<MemberId> ids) {
        return new Incarnation(at(ids, in), in.readVarLong());
    }

    private static MemberId at(List<MemberId> ids, WireInput in) {
        int place = in.readVarInt();
        if (place < 0 || place >= ids.size()) {
            throw new MalformedMessageException("place %d among %d members".formatted(place, ids.size()));
        }
        return ids.get(place);
    }
}
