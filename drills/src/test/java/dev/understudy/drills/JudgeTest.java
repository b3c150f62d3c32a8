package dev.understudy.drills;

import static dev.understudy.drills.Verdict.Finding.FAIL;
import static dev.understudy.drills.Verdict.Finding.PASS;
import static dev.understudy.drills.Verdict.Finding.VACUOUS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// One history that is right, and one that is wrong on purpose for each rule.
class JudgeTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;
    private static final long FAULT = 2 * SECOND;

    @Test
    void aDrillThatHeldPasses() {
        Verdict verdict = Judge.judge(new Story().findings());

        assertThat(verdict.verdict()).isEqualTo(PASS);
        assertThat(verdict.reasons()).isEmpty();
        assertThat(verdict.judged()).containsExactly("double_active", "order_violations");
        assertThat(verdict.evidence()).isEqualTo("owner of 1 entities killed");
        assertThat(verdict.load().asksPerSecondBefore()).isEqualTo(500);
        assertThat(verdict.recovery().detectMs()).isEqualTo(150);
        assertThat(verdict.recovery().takeoverMs()).isEqualTo(5);
        assertThat(verdict.recovery().unavailableMaxMs()).isEqualTo(202);
        assertThat(verdict.recovery().unavailableP50Ms()).isEqualTo(202);
    }

    @Test
    void whatLeftByPlanWasTakenOverBeforeAnybodyMissedIt() {
        Story story = new Story();
        story.fault = new Fault(List.of("node-1"), Set.of(0), FAULT, FAULT + MILLI, true, "owner of 1 entities left");
        story.detected = OptionalLong.of(FAULT + 400 * MILLI);

        Verdict verdict = Judge.judge(story.findings());

        assertThat(verdict.recovery().detectMs()).isEqualTo(400);
        assertThat(verdict.recovery().takeoverMs()).isEqualTo(155);
    }

    @Test
    void doubleActivityFails() {
        Story story = new Story();
        Turn turn = story.turns.getFirst();
        story.turns.add(new Turn(turn.entity(), "another", turn.startNanos(), turn.endNanos()));

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
        assertThat(verdict.reasons()).singleElement().asString().contains("outside the fault window");
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
    void aFaultThatHitNothingIsVacuous() {
        Story story = new Story();
        story.fault = new Fault(List.of("node-1"), Set.of(), FAULT, FAULT, false, "");

        assertVacuous(story, "the drill did not hit what it is named for");
    }

    @Test
    void aNodeThatWasNeverMissedIsVacuous() {
        Story story = new Story();
        story.detected = OptionalLong.empty();

        assertVacuous(story, "no view without the struck nodes was seen");
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
        assertThat(verdict.judged()).containsExactly("order_violations");
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

    /// Four seconds in which two entities are asked in turn, each once in 4 ms, by a load of 500 asks/s. At 2 s
    /// the owner of entity 0 is killed, which answers again 202 ms later.
    private static final class Story {
        final List<Attempt> attempts = new ArrayList<>();
        final List<Turn> turns = new ArrayList<>();
        Fault fault =
                new Fault(List.of("node-1"), Set.of(0), FAULT, FAULT + MILLI, false, "owner of 1 entities killed");
        Judgement judgement = new Judgement(null, null, 0L);
        OptionalLong detected = OptionalLong.of(FAULT + 150 * MILLI);
        int unanswered;
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

        private void answer(int entity, long at, String activation) {
            attempts.add(new Attempt(entity, at, at + 2 * MILLI, Outcome.ACKED));
            turns.add(new Turn("account/" + entity, activation, at + MILLI / 2, at + MILLI));
        }

        Findings findings() {
            return new Findings(
                    "kill-owner",
                    new Verdict.Setting(3, 2, 4, 7, Guarantees.VOLATILE),
                    fault,
                    0,
                    4 * SECOND,
                    attempts,
                    judgement,
                    isAudited ? Optional.of(turns) : Optional.empty(),
                    unanswered,
                    3 * SECOND,
                    detected,
                    OptionalLong.of(FAULT + 155 * MILLI));
        }
    }
}
