package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ShardStateTest {
    @Test
    void handedNeverDispatchesAgainInThatOwnership() {
        assertThat(ShardState.HANDED.leadsTo(ShardState.ACTIVE)).isFalse();
        assertThat(ShardState.HANDED.leadsTo(ShardState.DRAINING)).isFalse();
        assertThat(ShardState.HANDED.leadsTo(ShardState.TAKEOVER)).isTrue();
    }

    @Test
    void nothingBecomesActiveWithoutHavingWaitedOrBeenActiveBefore() {
        for (var state : ShardState.values()) {
            boolean may = state == ShardState.WAIT_LEASE || state == ShardState.DRAINING || state == ShardState.FENCED;
            assertThat(state.leadsTo(ShardState.ACTIVE)).as("%s", state).isEqualTo(may);
        }
    }

    @Test
    void whatThePictureDoesNotShowThrowsAndNamesBothStates() {
        assertThat(ShardState.ACTIVE.to(ShardState.DRAINING, 7)).isEqualTo(ShardState.DRAINING);
        assertThatThrownBy(() -> ShardState.HANDED.to(ShardState.ACTIVE, 7))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("shard 7", "HANDED", "ACTIVE");
    }

    @Test
    void onlyATakeoverWaitsForLeases() {
        for (var state : ShardState.values()) {
            assertThat(state.leadsTo(ShardState.WAIT_LEASE)).as("%s", state).isEqualTo(state == ShardState.TAKEOVER);
        }
    }
}
