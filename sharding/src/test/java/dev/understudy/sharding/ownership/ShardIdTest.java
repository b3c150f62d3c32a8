package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShardIdTest {
    /// Golden values: should one of them change, two versions of the library disagree about who owns an entity.
    @ParameterizedTest
    @CsvSource({
        "account, acc-42, 1024, 220",
        "account, acc-43, 1024, 374",
        "account, '', 1024, 775",
        "device, acc-42, 1024, 444",
        "account, acc-42, 4096, 2268",
        "konto, Zürich-€-\uD83D\uDE80, 1024, 173",
    })
    void anEntityKeepsItsShardForEver(String type, String id, int shards, int expected) {
        assertThat(ShardId.of(type, id, shards)).isEqualTo(new ShardId(expected));
    }

    @Test
    void xxh64AndMixAreThePublishedFunctions() {
        assertThat(ShardId.hash64("")).isEqualTo(0xef46db3751d8e999L);
        assertThat(ShardId.hash64("abc")).isEqualTo(0x44bc2cf5ad770999L);
        // The first output of SplitMix64 from state 0: its finalizer over the golden gamma.
        assertThat(ShardId.mix64(0x9e3779b97f4a7c15L)).isEqualTo(0xe220a8397b1dcdafL);
    }

    @Test
    void typeAndIdDoNotRunIntoEachOther() {
        assertThat(ShardId.of("ab", "c", 65536)).isNotEqualTo(ShardId.of("a", "bc", 65536));
    }

    @Test
    void idsSpreadEvenlyOverShards() {
        var counts = new int[64];
        var random = new SplittableRandom(1);

        for (int i = 0; i < 64_000; i++) {
            counts[
                    ShardId.of("account", "acc-" + (i % 2 == 0 ? i : random.nextInt()), 64)
                            .value()]++;
        }

        // 1,000 expected, standard deviation 31: five of them either way.
        assertThat(IntStream.of(counts)).allSatisfy(count -> assertThat(count).isBetween(840, 1160));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 1000, 1 << 17})
    void aShardCountIsAPowerOfTwo(int shards) {
        assertThatThrownBy(() -> ShardId.of("account", "acc-42", shards))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(shards));
    }

    @Test
    void aTypeHasNoNul() {
        assertThatThrownBy(() -> ShardId.of("a\0b", "c", 16)).isInstanceOf(IllegalArgumentException.class);
    }
}
