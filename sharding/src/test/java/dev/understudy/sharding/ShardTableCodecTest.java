package dev.understudy.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.serialization.WireInput;
import dev.understudy.serialization.WireOutput;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Placement;
import dev.understudy.sharding.ownership.ShardAssignment;
import dev.understudy.sharding.ownership.ShardTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardTableCodecTest {
    @Test
    void aTableIsReadAsItWasWritten() {
        var table = new Placement(1)
                .next(ShardTable.empty(1024), List.of(GridMember.of("a"), GridMember.of("b"), GridMember.of("c")));
        var rows = new ArrayList<>(table.assignments());
        var first = rows.getFirst();
        rows.set(
                0,
                new ShardAssignment(
                        first.owner(),
                        0,
                        first.inSync(),
                        List.of(),
                        List.of(new Incarnation(new MemberId("gone"), 7)),
                        null,
                        false));
        rows.set(1, ShardAssignment.waiting(1, List.of(new MemberId("gone"))));
        var written = new ShardTable(table.epoch() + 3, rows);
        var out = new WireOutput();

        ShardTableCodec.write(written, out);

        assertThat(ShardTableCodec.read(WireInput.of(out.toByteArray()))).isEqualTo(written);
        assertThat(out.size()).isLessThan(8 * 1024);
    }
}
