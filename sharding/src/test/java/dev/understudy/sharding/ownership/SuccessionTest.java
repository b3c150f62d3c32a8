package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuccessionTest {
    private static final MemberId A = new MemberId("a");
    private static final MemberId B = new MemberId("b");
    private static final MemberId C = new MemberId("c");
    private static final MemberId D = new MemberId("d");

    private final Settings settings = Settings.defaults().withShards(1, 1);
    private final Succession succession = new Succession(settings, Rules.all());

    @Test
    void aCrashPromotesTheBackupAndRemembersThePredecessor() {
        var changes = new Changes();
        changes.exclusions.add(B);

        var next = next(grid(B, C), changes);

        var row = next.table().of(0);
        assertThat(row.owner()).isEqualTo(C);
        assertThat(row.ownerEpoch()).isEqualTo(next.epoch());
        assertThat(row.predecessors()).containsExactly(new Incarnation(B, 1));
        assertThat(next.voters()).containsExactly(A, C);
    }

    @Test
    void aCertificateLeavesNoPredecessor() {
        var changes = new Changes();
        changes.exclusions.add(B);
        changes.certificates.add(new Incarnation(B, 1));

        assertThat(next(grid(B, C), changes).table().of(0).predecessors()).isEmpty();
    }

    @Test
    void aCertificateOfAnotherRunProvesNothing() {
        var changes = new Changes();
        changes.exclusions.add(B);
        changes.certificates.add(new Incarnation(B, 7));

        assertThat(next(grid(B, C), changes).table().of(0).predecessors()).containsExactly(new Incarnation(B, 1));
    }

    @Test
    void predecessorsAddUp() {
        var first = new Changes();
        first.exclusions.add(B);
        var second = new Changes();
        second.exclusions.add(C);
        var afterB = next(grid(B, C, A), first);

        var afterC = next(afterB, second);

        assertThat(afterC.table().of(0).owner()).isEqualTo(A);
        assertThat(afterC.table().of(0).predecessors()).containsExactly(new Incarnation(B, 1), new Incarnation(C, 1));
    }

    @Test
    void aRestartEndsTheOwnershipOfTheFormerRun() {
        var sync = new Succession(settings.withDurability(Durability.DISK_SYNC), Rules.all());
        var changes = new Changes();
        changes.joins.put(B, GridMember.of("b").withIncarnation(2));

        var row = sync.next(grid(B, C), changes, new Incarnation(A, 1))
                .orElseThrow()
                .table()
                .of(0);

        assertThat(row.owner()).isEqualTo(C);
        assertThat(row.inSync()).containsExactly(C, B);
        assertThat(row.predecessors())
                .as("the newer run proves the older one over")
                .isEmpty();
    }

    @Test
    void aRestartedCopyThatMayBeCutIsALearnerAgain() {
        var async = new Succession(settings.withDurability(Durability.DISK_ASYNC), Rules.all());
        var changes = new Changes();
        changes.joins.put(C, GridMember.of("c").withIncarnation(2));

        var row = async.next(grid(B, C), changes, new Incarnation(A, 1))
                .orElseThrow()
                .table()
                .of(0);

        assertThat(row.inSync()).containsExactly(B);
        assertThat(row.learners()).containsExactly(C);
    }

    @Test
    void theLastCopyGoneTheShardWaitsForIt() {
        var changes = new Changes();
        changes.exclusions.add(B);
        var waiting = next(grid(B), changes);
        var back = new Changes();
        back.joins.put(B, GridMember.of("b").withIncarnation(2));

        var returned = next(waiting, back);

        assertThat(waiting.table().of(0).owner()).isNull();
        assertThat(waiting.table().of(0).inSync()).containsExactly(B);
        assertThat(returned.table().of(0).owner()).isEqualTo(B);
    }

    @Test
    void anOperatorMayGiveUpWhatIsLost() {
        var lost = new Changes();
        lost.exclusions.add(B);
        var force = new Changes();
        force.forced.add(0);

        var row = next(next(grid(B), lost), force).table().of(0);

        assertThat(row.owner()).isIn(A, C);
        assertThat(row.startsEmpty()).isTrue();
        assertThat(row.predecessors())
                .as("the lost owner's lease may still run")
                .contains(new Incarnation(B, 1));
    }

    @Test
    void aRequestOfAnOwnershipThatIsOverIsIgnored() {
        var changes = new Changes();
        changes.requests.add(new OwnerRequest.HandedOff(0, 99, new Incarnation(C, 1)));

        assertThat(succession.next(grid(B, C), changes, new Incarnation(A, 1))).isEmpty();
    }

    @Test
    void aHandoffNamesWhoRelinquished() {
        var changes = new Changes();
        changes.requests.add(new OwnerRequest.HandedOff(0, 1, new Incarnation(C, 1)));

        var row = next(grid(B, C), changes).table().of(0);

        assertThat(row.owner()).isEqualTo(C);
        assertThat(row.inSync()).containsExactly(C, B);
        assertThat(row.relinquishedBy()).isEqualTo(new Relinquished(B, 1));
        assertThat(row.predecessors()).isEmpty();
    }

    @Test
    void aTargetThatRestartsMeanwhileIsNotHandedTo() {
        var changes = new Changes();
        changes.requests.add(new OwnerRequest.HandedOff(0, 1, new Incarnation(C, 1)));
        changes.joins.put(C, GridMember.of("c").withIncarnation(2));

        var row = next(grid(B, C), changes).table().of(0);

        assertThat(row.owner()).isEqualTo(B);
        assertThat(row.ownerEpoch()).isEqualTo(1);
    }

    @Test
    void aCrashAfterAHandoffForgetsTheRelinquishment() {
        var handoff = new Changes();
        handoff.requests.add(new OwnerRequest.HandedOff(0, 1, new Incarnation(C, 1)));
        var crash = new Changes();
        crash.exclusions.add(C);

        var row = next(next(grid(B, C), handoff), crash).table().of(0);

        assertThat(row.owner()).isEqualTo(B);
        assertThat(row.relinquishedBy()).isNull();
        assertThat(row.predecessors()).containsExactly(new Incarnation(C, 1));
    }

    @Test
    void oneThatLeftThreeByPlanKeepsItsVote() {
        var changes = new Changes();
        changes.leaves.add(A);
        var afterLeave = next(grid(B, C), changes);
        var join = new Changes();
        join.joins.put(D, GridMember.of("d"));

        assertThat(afterLeave.voters()).containsExactly(A, B, C);
        assertThat(next(afterLeave, join).voters()).containsExactly(B, C, D);
    }

    @Test
    void votersAreAnOddNumberOfTheOldest() {
        var changes = new Changes();
        changes.joins.put(D, GridMember.of("d"));

        assertThat(next(grid(B, C), changes).voters()).containsExactly(A, B, C);
    }

    @Test
    void nothingToChangeIsNoConfiguration() {
        assertThat(succession.next(grid(B, C), new Changes(), new Incarnation(A, 1)))
                .isEmpty();
    }

    private Configuration next(Configuration current, Changes changes) {
        return succession.next(current, changes, new Incarnation(A, 1)).orElseThrow();
    }

    private static Configuration grid(MemberId... inSync) {
        var members = List.of(GridMember.of("a"), GridMember.of("b"), GridMember.of("c"));
        var table = new ShardTable(1, List.of(ShardAssignment.settled(1, List.of(inSync))));
        return new Configuration("grid", 1, members, List.of(A, B, C), new Incarnation(A, 1), table);
    }
}
