package dev.understudy.sharding;

import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.ShardAssignment;
import dev.understudy.sharding.ownership.ShardTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A shard table in bytes: the members once, and each row as indices into them. About 7 bytes a shard with one
/// backup.
///
/// Learners and relinquishments do not occur in tables that follow the view, and are not written.
final class ShardTableCodec {
    private static final int NOBODY = 0;

    private ShardTableCodec() {}

    static void write(ShardTable table, WireOutput out) {
        var index = new LinkedHashMap<MemberId, Integer>();
        for (var row : table.assignments()) {
            row.currentOwner().ifPresent(owner -> index.putIfAbsent(owner, index.size() + 1));
            row.inSync().forEach(member -> index.putIfAbsent(member, index.size() + 1));
            row.predecessors().forEach(one -> index.putIfAbsent(one.member(), index.size() + 1));
        }
        out.writeVarLong(table.epoch()).writeVarInt(index.size());
        index.keySet().forEach(member -> out.writeString(member.value()));
        out.writeVarInt(table.shards());
        table.assignments().forEach(row -> write(row, index, table.epoch(), out));
    }

    private static void write(ShardAssignment row, Map<MemberId, Integer> index, long epoch, WireOutput out) {
        var owner = row.owner();
        out.writeVarInt(owner == null ? NOBODY : index.getOrDefault(owner, NOBODY))
                .writeVarLong(epoch - row.ownerEpoch())
                .writeBoolean(row.startsEmpty())
                .writeVarInt(row.inSync().size());
        row.inSync().forEach(member -> out.writeVarInt(index.getOrDefault(member, NOBODY)));
        out.writeVarInt(row.predecessors().size());
        row.predecessors()
                .forEach(one -> out.writeVarInt(index.getOrDefault(one.member(), NOBODY))
                        .writeVarLong(one.number()));
    }

    static ShardTable read(WireInput in) {
        long epoch = in.readVarLong();
        int count = in.readVarInt();
        List<MemberId> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new MemberId(in.readString()));
        }
        int shards = in.readVarInt();
        var rows = new ArrayList<ShardAssignment>();
        for (int shard = 0; shard < shards; shard++) {
            rows.add(readRow(in, members, epoch));
        }
        return new ShardTable(epoch, rows);
    }

    private static ShardAssignment readRow(WireInput in, List<MemberId> members, long epoch) {
        int owner = in.readVarInt();
        long ownerEpoch = epoch - in.readVarLong();
        boolean startsEmpty = in.readBoolean();
        var inSync = new ArrayList<MemberId>();
        for (int left = in.readVarInt(); left > 0; left--) {
            inSync.add(members.get(in.readVarInt() - 1));
        }
        var predecessors = new ArrayList<Incarnation>();
        for (int left = in.readVarInt(); left > 0; left--) {
            predecessors.add(new Incarnation(members.get(in.readVarInt() - 1), in.readVarLong()));
        }
        @Nullable MemberId named = owner == NOBODY ? null : members.get(owner - 1);
        return new ShardAssignment(named, ownerEpoch, inSync, List.of(), predecessors, null, startsEmpty);
    }
}
