package dev.understudy.sharding.ownership;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Consistent hashing in its weighted rendezvous form: who *should* own a shard, members in, order of
/// preference out.
///
/// Each member draws `u` in (0, 1) from the hash of its id and the shard, and scores `-weight / ln u`; the
/// highest score is preferred. A member that comes or goes changes only the shards that it wins or won, about
/// 1/n, and a member of weight 2 wins twice as many (Thaler and Ravishankar 1998; the weighted form is
/// Schindelhauer and Schomaker's). Alone it spreads unevenly, up to 1.9 times the mean at a hundred members;
/// [Placement] bounds the load and keeps what stands.
public final class ConsistentHash {
    private static final long SHARD_STRIDE = 0x9e3779b97f4a7c15L;

    private final List<GridMember> members;
    private final long[] seeds;

    /// A hash over some members; client members (weight 0) are never preferred.
    public ConsistentHash(List<GridMember> members) {
        this.members = List.copyOf(members);
        this.seeds = this.members.stream()
                .mapToLong(member -> ShardId.hash64(member.id().value()))
                .toArray();
    }

    /// All hosting members, the most preferred owner of the shard first.
    public List<GridMember> preferred(ShardId shard) {
        var scores = new double[members.size()];
        var order = new ArrayList<Integer>();
        for (int m = 0; m < members.size(); m++) {
            scores[m] = score(m, shard.value());
            if (members.get(m).hosts()) {
                order.add(m);
            }
        }
        order.sort(Comparator.<Integer>comparingDouble(m -> -scores[m])
                .thenComparing(m -> members.get(m).id()));
        return order.stream().map(members::get).toList();
    }

    /// How much the member at an index of the list wants a shard. `StrictMath`, since `Math.log` may differ in
    /// its last bit between machines, and two machines must not differ here.
    double score(int member, int shard) {
        long bits = ShardId.mix64(seeds[member] ^ (shard + 1) * SHARD_STRIDE);
        double u = ((bits >>> 11) + 0.5) * 0x1.0p-53;
        return -members.get(member).weight() / StrictMath.log(u);
    }
}
