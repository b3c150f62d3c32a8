package dev.understudy.benchmarks;

import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.Placement;
import dev.understudy.sharding.ownership.ShardTable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// How long does it take to place the shards of a lost member anew? It stands between the loss and the first answer.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PlacementBenchmark {
    private static final int SHARDS = 1024;

    /// Members before the loss.
    @Param({"3", "10", "50"})
    public int members;

    private final Placement placement = new Placement(Placement.DEFAULT_BACKUPS);
    private ShardTable before = ShardTable.empty(SHARDS);
    private List<GridMember> survivors = List.of();

    /// A settled grid, and who is left of it.
    @Setup
    public void settle() {
        var all = IntStream.range(0, members)
                .mapToObj(member -> GridMember.of("m" + member))
                .toList();
        before = placement.next(ShardTable.empty(SHARDS), all);
        survivors = all.subList(1, members);
    }

    /// Only what is urgent: every shard of the lost member gets an owner.
    @Benchmark
    public ShardTable promote() {
        return placement.promote(before, survivors);
    }

    /// Promotion and evening out together.
    @Benchmark
    public ShardTable next() {
        return placement.next(before, survivors);
    }
}
