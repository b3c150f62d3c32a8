package dev.understudy.drills;

import static dev.understudy.drills.Outcome.ACKED;
import static dev.understudy.drills.Outcome.ASK_TIMEOUT;
import static dev.understudy.drills.Outcome.OWNER_LOST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
    private static final long END = 10_000;
    private static final Fault CRASH = Faults.of(FaultKind.KILL, Set.of(0), 1000, 1010, 1010);
    private static final Fault LEAVE = Faults.of(FaultKind.LEAVE, Set.of(0), 1000, 1000, 1000);
    private static final Fault PAUSE = Faults.of(FaultKind.PAUSE, Set.of(0), 1000, 1010, 1500);

    @Test
    void anEntityIsUnavailableFromTheFaultToItsFirstAnswer() {
        List<Attempt> attempts = List.of(
                new Attempt(0, 995, 1200, OWNER_LOST),
                new Attempt(0, 1205, 1300, ACKED),
                new Attempt(0, 1400, 1500, ACKED));

        Availability availability = Availability.of(attempts, CRASH, END);

        assertThat(availability.unavailableNanos()).containsOnly(java.util.Map.entry(0, 300L));
        assertThat(availability.healedNanos()).hasValue(1300);
        assertThat(availability.unanswered()).isEmpty();
    }

    @Test
    void anAnswerThatTheDyingNodeMayHaveGivenProvesNothing() {
        List<Attempt> attempts = List.of(new Attempt(0, 1005, 1011, ACKED), new Attempt(0, 1020, 1250, ACKED));

        Availability availability = Availability.of(attempts, CRASH, END);

        assertThat(availability.unavailableNanos()).containsEntry(0, 250L);
    }

    @Test
    void anAffectedEntityThatNeverAnswersAgainIsUnansweredAndNothingIsHealed() {
        List<Attempt> attempts = List.of(new Attempt(0, 900, 999, ACKED), new Attempt(0, 1100, 2100, ASK_TIMEOUT));

        Availability availability = Availability.of(attempts, CRASH, END);

        assertThat(availability.unanswered()).containsExactly(0);
        assertThat(availability.unavailableNanos()).isEmpty();
        assertThat(availability.healedNanos()).isEmpty();
    }

    @Test
    void aPlannedMoveIsMeasuredByItsLongestSilence() {
        List<Attempt> attempts = List.of(
                new Attempt(0, 990, 1005, ACKED),
                new Attempt(0, 1100, 1140, OWNER_LOST),
                new Attempt(0, 1150, 1170, ACKED),
                new Attempt(0, 1900, 1910, ACKED));

        Availability availability = Availability.of(attempts, LEAVE, END);

        assertThat(availability.unavailableNanos()).containsEntry(0, 70L);
    }

    @Test
    void silenceOfAnUntouchedEntityLastsFromTheAskToTheNextAnswerWithoutThinkTime() {
        List<Attempt> attempts = List.of(
                new Attempt(0, 1050, 1060, ACKED),
                new Attempt(1, 900, 930, ACKED),
                new Attempt(1, 1300, 1310, ASK_TIMEOUT),
                new Attempt(1, 1320, 1335, ACKED),
                new Attempt(1, 2000, 2010, ACKED));

        Availability availability = Availability.of(attempts, CRASH, END);

        assertThat(availability.unaffectedSilenceNanos()).isEqualTo(35);
    }

    @Test
    void anEntityThatWaitsForAnAffectedOneIsNotSilentItself() {
        List<Attempt> attempts = List.of(
                new Attempt(1, Set.of(0), 1000, 1900, ASK_TIMEOUT),
                new Attempt(1, Set.of(2), 2000, 2050, ACKED),
                new Attempt(1, 3000, 3010, ACKED));

        Availability availability = Availability.of(attempts, CRASH, END);

        assertThat(availability.unaffectedSilenceNanos()).isEqualTo(50);
    }

    @Test
    void anUntouchedEntityThatIsSilentAtTheEndWasSilentUntilItsLastAskFailed() {
        List<Attempt> attempts =
                List.of(new Attempt(1, 1300, 1400, ASK_TIMEOUT), new Attempt(1, 1410, 1510, ASK_TIMEOUT));

        Availability availability = Availability.of(attempts, CRASH, END);

        assertThat(availability.unaffectedSilenceNanos()).isEqualTo(210);
    }

    @Test
    void whatLastsIsHealedByAnAnswerToAnAskBegunWhenItWasOver() {
        List<Attempt> attempts = List.of(
                new Attempt(0, 1100, 1200, ACKED),
                new Attempt(0, 1400, 1520, ACKED),
                new Attempt(0, 1510, 1530, ACKED));

        Availability availability = Availability.of(attempts, PAUSE, END);

        assertThat(availability.unavailableNanos()).containsEntry(0, 200L);
        assertThat(availability.healedNanos()).hasValue(1530);
    }

    @Test
    void anEntityThatWasNotAskedSinceTheFaultWasOverIsUnanswered() {
        List<Attempt> attempts = List.of(new Attempt(0, 1100, 1200, ACKED));

        Availability availability = Availability.of(attempts, PAUSE, END);

        assertThat(availability.unanswered()).containsExactly(0);
        assertThat(availability.healedNanos()).isEmpty();
    }

    @Test
    void silenceFromTheNextFaultOnIsNotOfThisOne() {
        List<Attempt> attempts = List.of(
                new Attempt(0, 1020, 1030, ACKED),
                new Attempt(1, 1100, 1130, ACKED),
                new Attempt(1, 1950, 4000, ASK_TIMEOUT),
                new Attempt(1, 4010, 4020, ACKED));

        Availability availability = Availability.of(attempts, CRASH, 2000);

        assertThat(availability.unaffectedSilenceNanos()).isEqualTo(50);
    }

    @Test
    void aFaultThatHitNoEntityIsHealedWhenItIsOver() {
        Availability availability = Availability.of(
                List.of(new Attempt(1, 1020, 1030, ACKED)), Faults.of(FaultKind.JOIN, Set.of(), 1000, 1000, 1700), END);

        assertThat(availability.healedNanos()).hasValue(1700);
    }
}
