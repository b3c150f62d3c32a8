package dev.understudy.drills;

import static dev.understudy.drills.Verdict.Finding.FAIL;
import static dev.understudy.drills.Verdict.Finding.PASS;
import static dev.understudy.drills.Verdict.Finding.VACUOUS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.Certificates;
import dev.understudy.sharding.ownership.LossLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// One history that is right, and one that is wrong on purpose for each rule.
class JudgeTest {
    private static final String NODE = "node-1";
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;
    private static final long FAULT = 2 * SECOND;

    @Test
    void aDrillThatHeldPasses() {
        Verdict verdict = Judge.judge(new Story().findings());

        assertThat(verdict.verdict()).isEqualTo(PASS);
        assertThat(verdict.reasons()).isEmpty();
        assertThat(verdict.judged()).containsExactly("double_active", "order_violations", "unbalanced");
        assertThat(verdict.evidence()).isEqualTo(Faults.EVIDENCE);
        assertThat(verdict.load().asksPerSecondBefore()).isEqualTo(500);
        assertThat(verdict.recovery().detectMs()).isEqualTo(150);
        assertThat(verdict.recovery().takeoverMs()).isEqualTo(5);
        assertThat(verdict.recovery().unavailableMaxMs()).isEqualTo(202);
        assertThat(verdict.recovery().unavailableP50Ms()).isEqualTo(202);
    }

    @Test
    void whatLeftByPlanWasTakenOverBeforeAnybodyMissedIt() {
        Story story = new Story();
        story.faults = List.of(story.fault(FaultKind.LEAVE, Faults.seen(FAULT + 400 * MILLI, FAULT + 155 * MILLI)));

        Verdict verdict = Judge.judge(story.findings());

        assertThat(verdict.recovery().detectMs()).isEqualTo(400);
        assertThat(verdict.recovery().takeoverMs()).isEqualTo(155);
        assertThat(verdict.judged()).contains("lost_asks");
    }

    @Test
    void anAskThatIsLostInAPlannedMoveFails() {
        Story story = new Story();
        story.faults = List.of(story.fault(FaultKind.LEAVE, story.seen));
        story.attempts.add(new Attempt(0, FAULT + MILLI, FAULT + 3 * MILLI, Outcome.ENTITY_UNAVAILABLE));

        assertFails(story, "lost_asks is 1, must be 0");
    }

    @Test
    void anAskThatIsLostToACrashMeanwhileIsNotLostByThePlan() {
        Story story = new Story();
        story.faults = List.of(story.fault(FaultKind.LEAVE, story.seen), story.fault(FaultKind.KILL, story.seen));
        story.attempts.add(new Attempt(0, FAULT + MILLI, FAULT + 3 * MILLI, Outcome.OWNER_LOST));

        assertThat(Judge.judge(story.findings()).verdict()).isEqualTo(PASS);
    }

    @Test
    void doubleActivityFails() {
        Story story = new Story();
        Turn turn = story.turns.getFirst();
        story.turns.add(new Turn("node-2", turn.entity(), "another", turn.startNanos(), turn.endNanos()));

        assertFails(story, "double_active is 1, must be 0");
    }

    @Test
    void anOrderViolationFails() {
        Story story = new Story();
        story.judgement = new Judgement(null, null, 3L);

        assertFails(story, "order_violations is 3, must be 0");
    }

    @Test
    void aLostEffectFails() {
        Story story = new Story();
        story.judgement = new Judgement(1L, 0L, 0L);

        assertFails(story, "lost is 1, must be 0");
    }

    @Test
    void aDuplicatedCommandFails() {
        Story story = new Story();
        story.judgement = new Judgement(0L, 2L, 0L);

        assertFails(story, "duplicated is 2, must be 0");
    }

    @Test
    void aLedgerThatDoesNotBalanceFails() {
        Story story = new Story();
        story.accepted++;

        assertFails(story, "unbalanced is 1, must be 0");
    }

    @Test
    void anAnswerThatNoOrderExplainsFails() {
        Story story = new Story();
        story.judgement = new Judgement(0L, 0L, 0L, 0L, 0L, null, 1L, 0L, List.of());

        assertFails(story, "not_linearizable is 1, must be 0");
    }

    @Test
    void anEffectThatNobodyOrderedFails() {
        Story story = new Story();
        story.judgement = new Judgement(0L, 0L, 0L, 0L, 1L, null, 0L, 0L, List.of());

        assertFails(story, "invented is 1, must be 0");
    }

    @Test
    void anEntityThatCouldNotBeDecidedMakesADrillVacuous() {
        Story story = new Story();
        story.judgement = new Judgement(0L, 0L, 0L, 0L, 0L, null, 0L, 1L, List.of());

        assertVacuous(story, "whether their answers can be explained was not decided for 1 of 2 entities");
    }

    @Test
    void anEntityThatDoesNotAnswerAtTheEndFails() {
        Story story = new Story();
        story.unanswered = 1;

        assertFails(story, "1 of 2 entities did not answer at the end");
    }

    @Test
    void anAffectedEntityThatNeverAnswersTheLoadAgainFails() {
        Story story = new Story();
        story.attempts.removeIf(attempt -> attempt.entity() == 0 && attempt.begunNanos() > FAULT);

        assertFails(story, "1 of 1 affected entities did not answer the load again");
    }

    @Test
    void failuresOutsideTheFaultWindowFail() {
        Story story = new Story();
        for (int i = 0; i < 40; i++) {
            long begun = FAULT + SECOND + i * MILLI;
            story.attempts.add(new Attempt(1, begun, begun + MILLI, Outcome.ENTITY_UNAVAILABLE));
        }

        Verdict verdict = Judge.judge(story.findings());

        assertThat(verdict.verdict()).isEqualTo(FAIL);
        assertThat(verdict.reasons()).singleElement().asString().contains("outside the fault windows");
        assertThat(verdict.load().errors()).containsEntry("ENTITY_UNAVAILABLE", 40L);
    }

    @Test
    void failuresInsideTheFaultWindowAreWhatADrillIsFor() {
        Story story = new Story();
        for (int i = 0; i < 40; i++) {
            long begun = FAULT + i * MILLI;
            story.attempts.add(new Attempt(0, begun, begun + MILLI, Outcome.OWNER_LOST));
        }

        assertThat(Judge.judge(story.findings()).verdict()).isEqualTo(PASS);
    }

    @Test
    void tooLittleLoadIsVacuous() {
        Story story = new Story();
        story.attempts.removeIf(attempt -> attempt.begunNanos() < FAULT && attempt.begunNanos() % (10 * MILLI) != 0);

        assertVacuous(story, "100 asks/s were answered before the fault, the least for a drill is 200");
    }

    @Test
    void failuresBetweenTwoFaultsAreNobodysFaultAndFail() {
        Story story = new Story();
        long second = FAULT + 1500 * MILLI;
        story.faults = List.of(
                story.faults.getFirst(),
                Faults.of(FaultKind.KILL, Set.of(1), second, second, second, Faults.seen(second, second)));
        for (int i = 0; i < 40; i++) {
            long begun = FAULT + SECOND + i * MILLI;
            story.attempts.add(new Attempt(0, begun, begun + MILLI, Outcome.ASK_TIMEOUT));
        }

        assertFails(story, "1893 of 1933 asks outside the fault windows were answered, must be 99 %");
    }

    @Test
    void connectionsThatStoodStillMayComeBackAsLateAsTheyWereCut() {
        Story story = new Story();
        story.faults = List.of(
                Faults.of(FaultKind.ONE_WAY_CUT, Set.of(0), FAULT, FAULT, FAULT + 500 * MILLI, Sighting.NOTHING));
        for (int i = 0; i < 40; i++) {
            long begun = FAULT + 900 * MILLI + i * MILLI;
            story.attempts.add(new Attempt(0, begun, begun + MILLI, Outcome.ASK_TIMEOUT));
        }

        assertThat(Judge.judge(story.findings()).verdict()).isEqualTo(PASS);
    }

    @Test
    void aShortPauseForWhichANodeLostItsEntitiesFails() {
        Story story = new Story();
        story.faults = List.of(story.fault(FaultKind.PAUSE, story.seen));

        assertFails(story, "node-1 lost entities to others, which a pause is no reason for");
    }

    @Test
    void aShortPauseAfterWhichAllIsAsBeforePassesThoughNobodyWasMissed() {
        Story story = new Story();
        story.faults = List.of(story.fault(FaultKind.PAUSE, Sighting.NOTHING));

        Verdict verdict = Judge.judge(story.findings());

        assertThat(verdict.verdict()).isEqualTo(PASS);
        assertThat(verdict.recovery().detectMs()).isNull();
    }

    @Test
    void aTurnInWhichItsProcessWasFrozenEndsWithTheLease() {
        Story story = new Story().frozen();
        story.turns.add(new Turn(NODE, "account/0", "node-1#1", FAULT - MILLI, FAULT + 3500 * MILLI));

        assertThat(Judge.judge(story.findings()).harm().doubleActive()).isZero();
    }

    @Test
    void aTurnThatAProcessBeginsWhenItWakesIsDoubleActivity() {
        Story story = new Story().frozen();
        story.turns.add(new Turn(NODE, "account/0", "node-1#1", FAULT + 3400 * MILLI, FAULT + 3500 * MILLI));

        assertThat(Judge.judge(story.findings()).harm().doubleActive()).isEqualTo(1);
    }

    @Test
    void believingForgedResetsMayCostDoubleActivityForALease() {
        Story story = new Story().resets(Certificates.SOCKET);
        story.lateTurn(1000 * MILLI);

        Verdict verdict = Judge.judge(story.findings());

        assertThat(verdict.verdict()).isEqualTo(PASS);
        assertThat(verdict.harm().doubleActive()).isEqualTo(1);
        assertThat(verdict.harm().doubleActiveMs()).isEqualTo(1000);
    }

    @Test
    void doubleActivityForLongerThanALeaseFailsWhateverIsBelieved() {
        Story story = new Story().resets(Certificates.SOCKET);
        story.lateTurn(1600 * MILLI);

        assertFails(story, "double_active is 1, must be 0");
    }

    @Test
    void forgedResetsThatNobodyBelievesMustCostNothing() {
        Story story = new Story().resets(Certificates.PROCESS);
        story.lateTurn(1000 * MILLI);

        assertFails(story, "double_active is 1, must be 0");
    }

    @Test
    void whatTheCallerOnTheVictimsSideSawCountsToo() {
        Story story = new Story();
        story.far = Optional.of(far(100, 0, 2L));

        assertFails(story, "order_violations is 2, must be 0");
    }

    @Test
    void anEntityThatDoesNotAnswerTheCallerOnTheVictimsSideAtTheEndFails() {
        Story story = new Story();
        story.far = Optional.of(far(100, 1, 0L));

        assertFails(story, "1 of 2 entities did not answer the caller on the victims' side at the end");
    }

    @Test
    void aMinorityThatNobodyAskedIsVacuous() {
        Story story = new Story();
        story.far = Optional.of(far(49, 0, 0L));

        assertVacuous(story, "49 asks were made on the victims' side during the fault, the least is 50");
    }

    @Test
    void refusalsOnTheVictimsSideAreCountedApart() {
        Story story = new Story();
        story.far = Optional.of(far(60, 0, 0L));

        Verdict verdict = Judge.judge(story.findings());

        assertThat(verdict.verdict()).isEqualTo(PASS);
        assertThat(verdict.load().errors()).isEmpty();
        assertThat(requireNonNull(verdict.far()).errorsInFault()).containsEntry("ENTITY_UNAVAILABLE", 60L);
    }

    @Test
    void aFaultThatHitNothingIsVacuous() {
        Story story = new Story();
        story.faults = List.of(Faults.of(FaultKind.KILL, Set.of(), FAULT, FAULT, FAULT, story.seen));

        assertVacuous(story, "the drill did not hit what it is named for");
    }

    @Test
    void aFaultThatMissedItsPhaseIsVacuous() {
        Story story = new Story();
        story.faults = List.of(Faults.doubted(story.faults.getFirst(), "no shard was seen in state DRAINING"));

        assertVacuous(story, "no shard was seen in state DRAINING");
    }

    @Test
    void aDrillThatStruckNothingIsVacuous() {
        Story story = new Story();
        story.attempts.clear();
        for (long at = 0; at < 4 * SECOND; at += 4 * MILLI) {
            story.attempts.add(new Attempt(0, at, at + MILLI, Outcome.ACKED));
        }
        story.faults = List.of();

        assertVacuous(story, "nothing was struck");
    }

    @Test
    void aNodeThatWasNeverMissedIsVacuous() {
        Story story = new Story();
        story.faults = List.of(story.fault(FaultKind.KILL, Sighting.NOTHING));

        assertVacuous(story, "no view without node-1 was seen");
    }

    @Test
    void turnsThatWereNotAuditedMakeItVacuous() {
        Story story = new Story();
        story.turns.clear();

        assertVacuous(story, "0 turns were audited for 1950 answered asks: the audit is not whole");
    }

    @Test
    void aGridWithoutAuditsIsNotJudgedOnDoubleActivity() {
        Story story = new Story();
        story.isAudited = false;

        Verdict verdict = Judge.judge(story.findings());

        assertThat(verdict.verdict()).isEqualTo(PASS);
        assertThat(verdict.judged()).containsExactly("order_violations", "unbalanced");
        assertThat(verdict.harm().doubleActive()).isNull();
    }

    private static void assertFails(Story story, String reason) {
        Verdict verdict = Judge.judge(story.findings());

        assertThat(verdict.verdict()).isEqualTo(FAIL);
        assertThat(verdict.held()).isFalse();
        assertThat(verdict.reasons()).containsExactly(reason);
    }

    private static void assertVacuous(Story story, String reason) {
        Verdict verdict = Judge.judge(story.findings());

        assertThat(verdict.verdict()).isEqualTo(VACUOUS);
        assertThat(verdict.reasons()).containsExactly(reason);
    }

    /// A caller on the side of the victims, all of whose asks are refused in the first 50 ms of the fault.
    private static FarCaller.Report far(int asks, int unanswered, long orderViolations) {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < asks; i++) {
            attempts.add(new Attempt(0, FAULT + MILLI, FAULT + 2 * MILLI, Outcome.ENTITY_UNAVAILABLE));
        }
        return new FarCaller.Report(attempts, unanswered, new Judgement(null, null, orderViolations));
    }

    /// Four seconds in which two entities are asked in turn, each once in 4 ms, by a load of 500 asks/s. At 2 s
    /// the owner of entity 0 is killed, which answers again 202 ms later.
    private static final class Story {
        final List<Attempt> attempts = new ArrayList<>();
        final List<Turn> turns = new ArrayList<>();
        final Sighting seen = Faults.seen(FAULT + 150 * MILLI, FAULT + 155 * MILLI);
        List<Fault> faults = List.of(fault(FaultKind.KILL, seen));
        Certificates certificates = Certificates.SOCKET;
        Judgement judgement = new Judgement(null, null, 0L);
        Optional<FarCaller.Report> far = Optional.empty();
        int unanswered;
        long accepted = 5;
        boolean isAudited = true;

        Story() {
            for (long at = 0; at < 4 * SECOND; at += 4 * MILLI) {
                boolean isDown = at >= FAULT && at < FAULT + 200 * MILLI;
                if (!isDown) {
                    answer(0, at, at < FAULT ? "node-1#1" : "node-2#1");
                }
                answer(1, at + 2 * MILLI, "node-2#2");
            }
        }

        Fault fault(FaultKind kind, Sighting sighting) {
            long certain = kind.isSudden() ? FAULT + MILLI : FAULT;
            return Faults.of(kind, Set.of(0), FAULT, certain, FAULT + 50 * MILLI, sighting);
        }

        /// The victim was frozen until shortly before the end, and replaced when its lease was over.
        Story frozen() {
            turns.removeIf(turn -> turn.entity().equals("account/0")
                    && turn.startNanos() > FAULT
                    && turn.startNanos() < FAULT + 1600 * MILLI);
            faults = List.of(Faults.of(FaultKind.HANG, Set.of(0), FAULT, FAULT + MILLI, FAULT + 3300 * MILLI, seen));
            return this;
        }

        /// The victim lives, and its connections are reset until the end.
        Story resets(Certificates believed) {
            certificates = believed;
            faults = List.of(Faults.of(FaultKind.RESETS, Set.of(0), FAULT, FAULT + MILLI, FAULT + 1800 * MILLI, seen));
            return this;
        }

        /// A turn of the victim that ends so long after its successor's first one.
        void lateTurn(long overlap) {
            long successor = FAULT + 200 * MILLI + MILLI / 2;
            turns.add(new Turn(NODE, "account/0", "node-1#1", successor + overlap - MILLI, successor + overlap));
        }

        private void answer(int entity, long at, String activation) {
            attempts.add(new Attempt(entity, at, at + 2 * MILLI, Outcome.ACKED));
            turns.add(new Turn(NODE, "account/" + entity, activation, at + MILLI / 2, at + MILLI));
        }

        Findings findings() {
            return new Findings(
                    "kill-owner",
                    new Verdict.Setting(
                            3, 2, 4, 7, new Guarantees("volatile", Guarantees.word(certificates), 1, "volatile")),
                    faults,
                    0,
                    4 * SECOND,
                    attempts,
                    judgement,
                    far,
                    Map.of(
                            NODE,
                            new LossLedger.Balance(accepted, 3, Map.of(), Map.of("OWNER_CRASHED", 1L), Map.of(), 1)),
                    isAudited ? Optional.of(turns) : Optional.empty(),
                    unanswered,
                    3 * SECOND);
        }
    }
}
