package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StoreRowTest {
    private static final Incarnation A = new Incarnation(new MemberId("a"), 1);
    private static final Incarnation B = new Incarnation(new MemberId("b"), 1);

    @Test
    void theFirstSwapWinsAndTheOtherIsTold() {
        var first = configuration(1, A, B);
        var second = configuration(1, B, A);

        var won = StoreRow.EMPTY.apply(new StoreRequest.Swap(A, first));
        var lost = won.row().apply(new StoreRequest.Swap(B, second));

        assertThat(won.answer().newer()).isEqualTo(first);
        assertThat(lost.row().newest()).isEqualTo(first);
        assertThat(lost.answer().newer()).isEqualTo(first);
    }

    @Test
    void aSwapThatComesLateChangesNothing() {
        var held = held(configuration(1, A, B), configuration(2, A, B), configuration(3, A, B));

        var late = held.apply(new StoreRequest.Swap(B, configuration(2, B, A)));

        assertThat(late.row()).isEqualTo(held);
    }

    @Test
    void aLeaseIsGrantedUnderTheConfigurationThatHolds() {
        var held = held(configuration(1, A, B), configuration(2, A));

        assertThat(held.apply(new StoreRequest.Renew(A, 2, 7)).answer().granted())
                .isTrue();
        assertThat(held.apply(new StoreRequest.Renew(A, 1, 7)).answer().granted())
                .isFalse();
        assertThat(held.apply(new StoreRequest.Renew(B, 2, 7)).answer().granted())
                .isFalse();
    }

    @Test
    void everyGrantRaisesANumberThatAllCanSee() {
        var once = held(configuration(1, A, B))
                .apply(new StoreRequest.Renew(A, 1, 7))
                .row();
        var twice = once.apply(new StoreRequest.Renew(A, 1, 8)).row();

        assertThat(twice.apply(new StoreRequest.Renew(B, 0, 9)).answer().beats())
                .containsEntry(A, 2L);
    }

    @Test
    void theNumberOfAPredecessorIsKeptAsLongAsSomebodyMayWaitForIt() {
        var granted = held(configuration(1, A, B))
                .apply(new StoreRequest.Renew(B, 1, 7))
                .row();
        var after = new ShardAssignment(A.member(), 2, List.of(A.member()), List.of(), List.of(B), null, 0);

        var waiting = granted.apply(new StoreRequest.Swap(A, configuration(2, after, A)))
                .row();
        var over = waiting.apply(new StoreRequest.Swap(A, configuration(3, A))).row();

        assertThat(waiting.beats()).containsKey(B);
        assertThat(over.beats()).doesNotContainKey(B);
    }

    @Test
    void whoKnowsItAllIsToldNothingNew() {
        var held = held(configuration(1, A, B));

        assertThat(held.apply(new StoreRequest.Renew(A, 1, 7)).answer().newer()).isNull();
        assertThat(held.apply(new StoreRequest.Renew(A, 0, 7)).answer().newer()).isEqualTo(held.newest());
    }

    private static StoreRow held(Configuration... chain) {
        var row = StoreRow.EMPTY;
        for (var next : chain) {
            row = row.apply(new StoreRequest.Swap(A, next)).row();
        }
        return row;
    }

    private static Configuration configuration(long epoch, Incarnation... members) {
        return configuration(epoch, ShardAssignment.settled(epoch, List.of(members[0].member())), members);
    }

    private static Configuration configuration(long epoch, ShardAssignment row, Incarnation... runs) {
        var members = List.of(runs).stream()
                .map(run -> GridMember.of(run.member().value()).withIncarnation(run.number()))
                .toList();
        var voters = members.stream().map(GridMember::id).toList();
        return new Configuration("grid", epoch, members, voters, runs[0], new ShardTable(epoch, List.of(row)));
    }
}
