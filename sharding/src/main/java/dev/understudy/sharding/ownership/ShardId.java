package dev.understudy.sharding.ownership;

import java.nio.charset.StandardCharsets;
import net.openhft.hashing.LongHashFunction;

/// Which of the fixed number of shards an entity belongs to.
///
/// `shard = mix64(xxh64(utf8(type \0 id))) & (S - 1)`, where XXH64 has seed 0 and `mix64` is the finalizer of
/// SplitMix64 (Stafford's variant 13). Both, and S, are fixed when a grid is founded: a joiner that computes
/// another shard for any id would run a second activation of it. [#HASH_VERSION] names the function in the
/// genesis.
///
/// @param value from 0 to S - 1
public record ShardId(int value) implements Comparable<ShardId> {
    /// Names the hash function above; another function takes another number.
    public static final int HASH_VERSION = 1;

    /// Shards of a grid of up to about 50 members: some 20 each, so that one more member finds something to
    /// take.
    public static final int DEFAULT_SHARDS = 1024;

    /// The most shards a grid may have. The table of more than 16,384 may not fit the control message that tells it.
    public static final int MAX_SHARDS = 1 << 16;

    private static final LongHashFunction XXH64 = LongHashFunction.xx();

    public ShardId {
        if (value < 0 || value >= MAX_SHARDS) {
            throw new IllegalArgumentException("a shard id is between 0 and " + (MAX_SHARDS - 1) + ": " + value);
        }
    }

    /// The shard of an entity.
    ///
    /// @param shards a power of two, the same for the life of the grid
    public static ShardId of(String entityType, String entityId, int shards) {
        if (entityType.isEmpty() || entityType.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an entity type is not empty and has no NUL: '" + entityType + "'");
        }
        requireShardCount(shards);
        var bytes = (entityType + '\0' + entityId).getBytes(StandardCharsets.UTF_8);
        return new ShardId((int) mix64(XXH64.hashBytes(bytes)) & (shards - 1));
    }

    static int requireShardCount(int shards) {
        if (shards < 1 || shards > MAX_SHARDS || Integer.bitCount(shards) != 1) {
            throw new IllegalArgumentException(
                    "the number of shards is a power of two up to " + MAX_SHARDS + ": " + shards);
        }
        return shards;
    }

    /// XXH64 of a text's UTF-8 form.
    static long hash64(String text) {
        return XXH64.hashBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Spreads every input bit over all 64: XXH64's low bits are good, but rendezvous hashes small integers
    /// too.
    static long mix64(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public int compareTo(ShardId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
