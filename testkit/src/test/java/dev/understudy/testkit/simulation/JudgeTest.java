package dev.understudy.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.sharding.ownership.AskOutcome;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.DedupeWindow;
import dev.understudy.sharding.ownership.Durability;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.LogRecord;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.ReplicaSnapshot;
import dev.understudy.sharding.ownership.Rule;
import dev.understudy.sharding.ownership.Rules;
import dev.understudy.sharding.ownership.ShardAssignment;
import dev.understudy.sharding.ownership.ShardTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Traces that are wrong on purpose: the judge must say so, one invariant each.
final class JudgeTest {
    private static final MemberId A = new MemberId("a");
    private static final MemberId B = new MemberId("b");
    private static final ReplicaSnapshot NOTHING = new ReplicaSnapshot(0, null, new DedupeWindow(Map.of(), false));

    private final Judge judge = new Judge(Durability.MEMORY);

    @Test
    void i1TwoConfigurationsOfOneEpoch() {
        judge.adopted("a", configuration(2, A), true);
        judge.adopted("b", configuration(2, B), true);

        assertViolated("I1");
    }

    @Test
    void i2TwoContentsOfOnePlace() {
        judge.committed("a", 0, record(1, 7, 1));
        judge.committed("b", 0, record(1, 8, 2));

        assertViolated("I2");
    }

    @Test
    void i3AnAcknowledgedRecordIsMissing() {
        judge.committed("a", 0, record(1, 7, 1));
        judge.acknowledged(0, 1);
        judge.activated("b", 0, 2, NOTHING, List.of());

        assertViolated("I3");
    }

    @Test
    void i3AnAcknowledgedRecordWasReplaced() {
        judge.committed("a", 0, record(1, 7, 1));
        judge.acknowledged(0, 1);
        judge.activated("b", 0, 2, NOTHING, List.of(record(1, 9, 2)));

        assertViolated("I3");
    }

    @Test
    void i3IsNotAboutAnAnswerFromBeforeALossThatIsForgiven() {
        var async = new Judge(Durability.DISK_ASYNC);
        async.adopted("a", configuration(1, A), true);
        async.committed("a", 0, record(1, 7, 1));
        async.acknowledged(0, 1);
        async.adopted("a", restarted(2, A), true);
        async.activated("a", 0, 2, NOTHING, List.of());

        async.ended(0, tell(7), new AskOutcome.Answered(new Reply(1, 1)));
        async.activated("b", 0, 2, NOTHING, List.of());
        assertThat(async.violation()).isEmpty();

        async.ended(0, tell(8), new AskOutcome.Answered(new Reply(1, 2)));
        async.activated("b", 0, 2, NOTHING, List.of());
        assertThat(async.violation()).get().extracting(Violation::invariant).isEqualTo("I3");
    }

    @Test
    void i4AndI5AreSeenInARunWithoutLeases() {
        var woken = Scenario.parse(ScenarioLibrary.text("freeze-and-wake"));
        var twice = Scenario.parse(ScenarioLibrary.text("adopted-owner"));
        var noCheck = Rules.without(Rule.LEASE_BEFORE_EACH_TURN);
        var noWait = Rules.without(Rule.LEASE_WAIT);

        assertThat(new Simulation(woken, noCheck, null).run())
                .get()
                .extracting(Violation::invariant)
                .isEqualTo("I5");
        assertThat(new Simulation(twice, noWait, null).run())
                .get()
                .extracting(Violation::invariant)
                .isEqualTo("I4");
    }

    @Test
    void i6ATellOvertakesAnother() {
        judge.begun(0, "e", tell(8));
        judge.begun(0, "e", tell(7));

        assertViolated("I6");
    }

    @Test
    void i6ATellRunsTwice() {
        judge.begun(0, "e", tell(8));
        judge.begun(0, "e", tell(8));

        assertViolated("I6");
    }

    @Test
    void i6DoesNotSpanTheRunsOfASender() {
        judge.told(0, tell(7));
        judge.senderGone("a");
        judge.told(0, tell(8));

        judge.begun(0, "e", tell(8));
        judge.begun(0, "e", tell(7));

        assertThat(judge.violation()).isEmpty();
    }

    @Test
    void whileClocksAreWrongOnlyWhatNeedsThemIsForgiven() {
        judge.trustClocks(false);
        judge.begun(0, "e", tell(8));
        judge.begun(0, "e", tell(7));
        judge.violated("I4", "two live");
        judge.violated("I5", "no lease");
        assertThat(judge.violation()).isEmpty();

        judge.committed("a", 0, record(1, 7, 1));
        judge.committed("a", 0, record(2, 7, 1));

        assertViolated("I7");
    }

    @Test
    void anOwnerThatAnotherHasFollowedIsNotJudgedByItsLogWhileClocksAreWrong() {
        judge.adopted("a", configuration(1, A), true);
        judge.adopted("b", configuration(2, B), true);
        judge.committed("b", 0, record(1, 7, 2));
        judge.acknowledged(0, 1);
        judge.trustClocks(false);

        judge.activated("a", 0, 1, NOTHING, List.of());
        assertThat(judge.violation()).isEmpty();

        judge.activated("b", 0, 2, NOTHING, List.of());
        assertViolated("I3");
    }

    @Test
    void i7OneCommandInTwoPlaces() {
        judge.committed("a", 0, record(1, 7, 1));
        judge.committed("a", 0, record(2, 7, 1));

        assertViolated("I7");
    }

    @Test
    void i8ADeadLetterWithoutALoss() {
        judge.adopted("a", configuration(1, A), true);
        judge.deadLettered(0, tell(7), 1);

        assertViolated("I8");
    }

    @Test
    void i8ALeaverTakesACopyAwayThatAShardWaitsFor() {
        judge.left("a", A, configuration(1, B));
        assertThat(judge.violation()).isEmpty();

        judge.left("a", A, configuration(1, A));

        assertViolated("I8");
    }

    @Test
    void i8ATellVanishes() {
        judge.told(0, tell(7));
        judge.nothingForgotten();

        assertViolated("I8");
    }

    @Test
    void aCorrectHistoryIsNotAccused() {
        judge.adopted("a", configuration(1, A), true);
        judge.told(0, tell(7));
        judge.begun(0, "e", tell(7));
        judge.committed("a", 0, record(1, 7, 1));
        judge.acknowledged(0, 1);
        judge.activated("b", 0, 2, NOTHING, List.of(record(1, 7, 1)));
        judge.nothingForgotten();

        assertThat(judge.violation()).isEmpty();
    }

    private void assertViolated(String invariant) {
        assertThat(judge.violation()).get().extracting(Violation::invariant).isEqualTo(invariant);
    }

    private static Op tell(int id) {
        return new Op(id, "a", false, false, 0);
    }

    private static LogRecord record(long seq, int op, long ownerEpoch) {
        return new LogRecord(seq, ownerEpoch, "e", null, tell(op), null);
    }

    private static Configuration configuration(long epoch, MemberId owner) {
        return configuration(epoch, owner, List.of(GridMember.of("a"), GridMember.of("b")));
    }

    private static Configuration restarted(long epoch, MemberId owner) {
        var members = List.of(
                GridMember.of("a").withIncarnation(2), GridMember.of("b").withIncarnation(2));
        return configuration(epoch, owner, members);
    }

    private static Configuration configuration(long epoch, MemberId owner, List<GridMember> members) {
        var row = ShardAssignment.settled(epoch, List.of(owner));
        return new Configuration(
                "grid", epoch, members, List.of(A, B), new Incarnation(A, 1), new ShardTable(epoch, List.of(row)));
    }
}
